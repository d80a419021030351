/**
 * A call that came by HTTP, telling of itself what grpc-js tells of its own.
 */
import { EventEmitter } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { type PeerCertificate, TLSSocket } from "node:tls";
import { contentTypeUnaryJson } from "@connectrpc/connect/protocol-connect";
import { Metadata } from "@grpc/grpc-js";
import type { AnyCall } from "../auth/caller.js";

/** What the seam looks at. */
const HEADERS = ["authorization", "traceparent"];

/** Milliseconds, as the protocol has them; what is written otherwise is refused when the request is read. */
const TIMEOUT = /^\d{1,10}$/;

/** Emits "cancelled" at its end, whoever brought it about, and "drain" when what was written has gone out. */
export class ConnectCall extends EventEmitter implements AnyCall {
  readonly system = "connect_rpc";
  readonly metadata = new Metadata();
  readonly response: ServerResponse;
  /** The body is text as it stands: JSON that is not packed, without envelopes. */
  readonly isText: boolean;
  readonly #socket: Socket;
  readonly #peer: string;
  readonly #deadline: number;
  readonly #certificate: PeerCertificate | undefined;

  constructor(request: IncomingMessage, response: ServerResponse) {
    super();
    const { socket, headers } = request;
    this.response = response;
    this.#socket = socket;
    this.isText =
      headers["content-type"]?.startsWith(contentTypeUnaryJson) === true && headers["content-encoding"] === undefined;
    this.#peer = `${socket.remoteAddress}:${socket.remotePort}`;
    this.#certificate = certificateOf(socket);
    for (const name of HEADERS) {
      const value = headers[name];
      if (typeof value === "string") this.metadata.set(name, value);
    }
    const timeout = String(headers["connect-timeout-ms"] ?? "");
    this.#deadline = TIMEOUT.test(timeout) ? performance.now() + Number(timeout) : Number.POSITIVE_INFINITY;
    // An answer that waits behind another one has no socket yet, and would not hear of its end.
    const end = () => {
      socket.off("close", end);
      response.off("close", end);
      this.emit("cancelled");
    };
    socket.once("close", end);
    response.once("close", end);
    response.on("drain", () => this.emit("drain"));
  }

  /** The other end is gone before it was answered. */
  get cancelled(): boolean {
    return (this.response.destroyed || this.#socket.destroyed) && !this.response.writableFinished;
  }

  /** Cuts its connection. */
  cut(): void {
    this.#socket.destroy();
  }

  getPeer(): string {
    return this.#peer;
  }

  getDeadline(): number {
    return this.#deadline;
  }

  getAuthContext(): { readonly sslPeerCertificate?: PeerCertificate } {
    return this.#certificate === undefined ? {} : { sslPeerCertificate: this.#certificate };
  }
}

/**
 * Of a client whose certificate is from an authority of the server's. A session that is resumed counts as authorized
 * even without one: it is looked for itself.
 */
function certificateOf(socket: Socket): PeerCertificate | undefined {
  if (!(socket instanceof TLSSocket) || !socket.authorized) return undefined;
  // Empty where there is none, whatever the types say.
  const certificate: Partial<PeerCertificate> = socket.getPeerCertificate();
  return certificate.subject === undefined ? undefined : (certificate as PeerCertificate);
}
