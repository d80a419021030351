/**
 * Where the server is and how to reach it: address, TLS and token, checked once and turned into what grpc-js takes.
 */
import { X509Certificate } from "node:crypto";
import { type ChannelCredentials, type ChannelOptions, credentials } from "@grpc/grpc-js";

/** Certificates in PEM. */
export interface TlsOptions {
  /** The authorities to trust. Default: those that Node trusts. */
  readonly ca?: string | Uint8Array;
  /** The client's certificate and key, for mutual TLS: both or neither. */
  readonly cert?: string | Uint8Array;
  readonly key?: string | Uint8Array;
  /** The name that the server's certificate must have, where it is not that of the address. */
  readonly serverName?: string;
}

export interface ConnectionOptions {
  /** `HOST:PORT`. */
  readonly address: string;
  /** True, or how. Default: no TLS. False says that plain text is meant, even with a token and beyond loopback. */
  readonly tls?: boolean | TlsOptions;
  /** Sent as bearer token with each call; a function is asked each time, for tokens that change. */
  readonly token?: string | (() => string);
}

/** Messages of the contract are at most 4 MiB; answers may be a little larger than a page. */
const MAX_RECEIVED_BYTES = 16 * 1024 * 1024;

/** The address and how it is reached, as errors tell it: what the transport finds there means one thing by TLS, another without. */
export function reachedAt({ address, tls }: ConnectionOptions): string {
  if (tls === undefined || tls === false) return address;
  return `${address} by TLS${tls !== true && tls.cert !== undefined ? " with a client certificate" : ""}`;
}

/** Throws TypeError where the options contradict each other, or the authorities are none. */
export function channelCredentials(options: ConnectionOptions): ChannelCredentials {
  const { address, tls, token } = options;
  if (address === "") {
    throw new TypeError("address: expected HOST:PORT, found nothing");
  }
  if (tls === undefined || tls === false) {
    if (token !== undefined && tls === undefined && !isLoopback(address)) {
      throw new TypeError(
        `token: would go to ${address} in plain text; give tls, or tls: false where the network is trusted`,
      );
    }
    return credentials.createInsecure();
  }
  if (tls === true) {
    return credentials.createSsl();
  }
  if ((tls.cert === undefined) !== (tls.key === undefined)) {
    throw new TypeError("tls: cert and key belong together, found one of them");
  }
  if (tls.ca !== undefined && !isCertificate(tls.ca)) {
    // Node would trust nobody then, and say of each server that it is not trusted.
    throw new TypeError("tls.ca: expected certificates in PEM, found none");
  }
  return credentials.createSsl(pem(tls.ca), pem(tls.key), pem(tls.cert));
}

export function channelOptions(options: ConnectionOptions): ChannelOptions {
  const { tls } = options;
  const serverName = typeof tls === "object" ? tls.serverName : undefined;
  return {
    "grpc.max_receive_message_length": MAX_RECEIVED_BYTES,
    "grpc.max_send_message_length": -1,
    // A restarted server is found again within a second, not after grpc-js' two minutes.
    "grpc.initial_reconnect_backoff_ms": 100,
    "grpc.max_reconnect_backoff_ms": 1_000,
    // A dead connection is noticed although a stream on it is silent.
    "grpc.keepalive_time_ms": 20_000,
    "grpc.keepalive_timeout_ms": 10_000,
    ...(serverName === undefined
      ? {}
      : { "grpc.ssl_target_name_override": serverName, "grpc.default_authority": serverName }),
  };
}

function isLoopback(address: string): boolean {
  return (
    /^(?:dns:(?:\/\/\/)?)?(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/.test(address) ||
    address.startsWith("unix:")
  );
}

function isCertificate(text: string | Uint8Array): boolean {
  try {
    return Buffer.from(text).includes("-----BEGIN ") && new X509Certificate(text).raw.length > 0;
  } catch {
    return false;
  }
}

function pem(text: string | Uint8Array | undefined): Buffer | null {
  return text === undefined ? null : Buffer.from(text);
}
