/**
 * What the binders of all kinds of calls have in common: admission, the reading of requests, and how a call ends.
 */
import { type Message, toBinary } from "@bufbuild/protobuf";
import { Metadata } from "@grpc/grpc-js";
import { type Status, StatusSchema } from "#gen/google/rpc/status_pb.js";
import { EngineError } from "../engine/engine-error.js";
import { CODE } from "../service/error-codes.js";
import { errorStatus, type ReportIncident } from "../service/error-status.js";
import type { Admission, MethodTraits } from "./admission.js";
import type { AnyCall } from "./caller.js";
import { type Incoming, Unreadable } from "./grpc-method.js";
import type { RpcCall } from "./rpc-call.js";

/** Told of every call that ended, with its code of gRPC. */
export type ObserveCall = (method: string, code: number, durationMs: number, error: unknown) => void;

export interface Seam {
  readonly admission: Admission;
  readonly observe: ObserveCall;
  readonly report: ReportIncident;
}

/** A status as grpc-js takes it. */
export interface GrpcStatus {
  readonly code: number;
  readonly details: string;
  readonly metadata: Metadata;
}

/** Admits a call whose request is there and may use its namespace. Throws what it is refused with. */
export function admitRequest(seam: Seam, traits: MethodTraits, call: AnyCall, request: Incoming): RpcCall {
  const rpc = seam.admission.admit(traits, call);
  try {
    if (request instanceof Unreadable) throw unreadable(request);
    rpc.permit(namespaceOf(request));
  } catch (error) {
    seam.admission.dismiss(rpc);
    throw error;
  }
  return rpc;
}

/** The call was answered. */
export function succeed(seam: Seam, rpc: RpcCall): void {
  rpc.settle();
  seam.admission.dismiss(rpc);
  seam.observe(rpc.method, CODE.OK, performance.now() - rpc.startedAt, undefined);
}

/** The call failed, or was not admitted (`rpc` undefined): the status to end it with. */
export function fail(seam: Seam, traits: MethodTraits, rpc: RpcCall | undefined, error: unknown): GrpcStatus {
  const status = errorStatus(wasLeft(rpc, error) ? new EngineError("CANCELLED", "cancelled") : error, seam.report);
  if (rpc !== undefined) {
    rpc.settle();
    seam.admission.dismiss(rpc);
  }
  const durationMs = rpc === undefined ? 0 : performance.now() - rpc.startedAt;
  seam.observe(traits.name, status.code, durationMs, error);
  return grpcStatus(status);
}

export function unreadable({ cause }: Unreadable): EngineError {
  const text = cause instanceof Error ? cause.message : String(cause);
  return new EngineError("INVALID_FIELD", `the request is no message of this method: ${text}`, {
    metadata: { field: "" },
  });
}

/** An abort that follows from the caller's leaving is no incident. */
function wasLeft(rpc: RpcCall | undefined, error: unknown): boolean {
  return rpc?.cancelled === true && error instanceof Error && error.name === "AbortError";
}

function grpcStatus(status: Status): GrpcStatus {
  const metadata = new Metadata();
  metadata.set("grpc-status-details-bin", Buffer.from(toBinary(StatusSchema, status)));
  return { code: status.code, details: status.message, metadata };
}

/** Every request of the contract has one; standard services bring none. */
function namespaceOf(request: Message): string {
  return "namespace" in request && typeof request.namespace === "string" ? request.namespace : "";
}
