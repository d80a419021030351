/**
 * Who calls, and which namespaces they may use.
 */
import type { PeerCertificate } from "node:tls";
import type { Metadata } from "@grpc/grpc-js";
import { DEFAULT_NAMESPACE } from "../engine/checks/index.js";
import { ServiceError } from "../service/service-error.js";

export interface Caller {
  /** Sessions belong to it. "" where nobody is told apart. */
  readonly principal: string;
  readonly namespaces: ReadonlySet<string> | "all";
}

/** What every kind of call of grpc-js knows about itself. */
export interface AnyCall {
  readonly cancelled: boolean;
  readonly metadata: Metadata;
  /** Address and port of the other end. */
  getPeer(): string;
  /** Milliseconds since the epoch, or Infinity. */
  getDeadline(): Date | number;
  getAuthContext(): { readonly sslPeerCertificate?: PeerCertificate | undefined };
  once(event: "cancelled", listener: () => void): unknown;
}

/** Throws UNAUTHENTICATED where the call does not prove who makes it. */
export type Authenticate = (call: AnyCall) => Caller;

const ANYBODY: Caller = { principal: "", namespaces: "all" };

/** Everybody is let in as the same. */
export const admitAnybody: Authenticate = () => ANYBODY;

/** Whoever has a certificate of the authority is let in, by its common name. */
export const admitByCertificate: Authenticate = (call) => {
  const certificate = call.getAuthContext().sslPeerCertificate;
  if (certificate === undefined) throw new ServiceError("UNAUTHENTICATED", "a client certificate is required");
  return { principal: `certificate:${certificate.subject.CN}`, namespaces: "all" };
};

/** Throws PERMISSION_DENIED; an empty namespace is the default one. */
export function permit(caller: Caller, namespace: string): void {
  if (caller.namespaces === "all") return;
  const meant = namespace === "" ? DEFAULT_NAMESPACE : namespace;
  if (caller.namespaces.has(meant)) return;
  throw new ServiceError("PERMISSION_DENIED", `${caller.principal} may not use the namespace ${meant}`, {
    namespace: meant,
  });
}
