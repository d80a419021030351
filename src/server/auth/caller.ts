/**
 * Who calls, what they may do, and until when.
 */
import type { PeerCertificate } from "node:tls";
import type { Metadata } from "@grpc/grpc-js";
import { namespaceMeant } from "../../engine/checks/index.js";
import { ServiceError } from "../../service/service-error.js";
import type { Verb } from "../../service/verbs.js";
import { EVERYTHING, type Grants, grants } from "./grants.js";

export interface Caller {
  /** Sessions belong to it. "" where nobody is told apart. */
  readonly principal: string;
  readonly grants: Grants;
  /** When what it has shown ceases to hold; milliseconds since the epoch, undefined = never. */
  readonly expiresAt?: number | undefined;
}

/** What every kind of call of grpc-js knows about itself, and those that come in another way know likewise. */
export interface AnyCall {
  /** OpenTelemetry's name of what carries it; absent = gRPC. */
  readonly system?: "connect_rpc";
  readonly cancelled: boolean;
  readonly metadata: Metadata;
  /** Address and port of the other end. */
  getPeer(): string;
  /** By `performance.now()` (grpc/gated-call.ts), or Infinity. */
  getDeadline(): Date | number;
  getAuthContext(): { readonly sslPeerCertificate?: PeerCertificate | undefined };
  once(event: "cancelled", listener: () => void): unknown;
}

/**
 * Throws, or rejects with, UNAUTHENTICATED or TOKEN_EXPIRED where the call does not prove who makes it. Most are known at
 * once: a promise is given only where it takes one.
 */
export type Authenticate = (call: AnyCall) => Caller | Promise<Caller>;

const ANYBODY: Caller = { principal: "", grants: EVERYTHING };

/** Only those who also have a certificate of the authority: where connections are not held to it, calls are. */
export function alsoByCertificate(authenticate: Authenticate): Authenticate {
  return (call) => {
    checkCertificate(call);
    return authenticate(call);
  };
}

/** Everybody is let in as the same. */
export const admitAnybody: Authenticate = () => ANYBODY;

/** Whoever has a certificate of the authority is let in, by its common name. */
export const admitByCertificate: Authenticate = (call) => {
  const certificate = checkCertificate(call);
  // Several names come as a list, whatever the types say.
  const name: unknown = certificate.subject.CN;
  if (typeof name !== "string" || name === "") {
    throw new ServiceError("UNAUTHENTICATED", "the client certificate must have one common name");
  }
  return { principal: `certificate:${name}`, grants: EVERYTHING };
};

function checkCertificate(call: AnyCall): PeerCertificate {
  const certificate = call.getAuthContext().sslPeerCertificate;
  if (certificate === undefined) throw new ServiceError("UNAUTHENTICATED", "a client certificate is required");
  return certificate;
}

/** Throws PERMISSION_DENIED; an empty namespace is the default one. */
export function permit(caller: Caller, namespace: string, verbs: readonly Verb[]): void {
  const meant = namespaceMeant(namespace);
  for (const verb of verbs) {
    if (grants({ namespace: meant, verb }, caller.grants)) continue;
    throw new ServiceError("PERMISSION_DENIED", `${caller.principal} may not ${verb} in the namespace ${meant}`, {
      namespace: meant,
      verb,
    });
  }
}

/** Throws TOKEN_EXPIRED where what the caller has shown holds no more. */
export function checkExpiry({ expiresAt }: Caller, now: number): void {
  if (expiresAt !== undefined && now >= expiresAt) throw tokenExpired(expiresAt);
}

export function somebodyElse(): ServiceError {
  return new ServiceError("UNAUTHENTICATED", "this bearer token is somebody else's now");
}

export function tokenExpired(expiresAt: number): ServiceError {
  const time = new Date(expiresAt).toISOString();
  return new ServiceError("TOKEN_EXPIRED", `the token has expired at ${time}`, { expire_time: time });
}
