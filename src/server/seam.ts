/**
 * What the binders of all kinds of calls have in common: admission, the reading of requests, and how a call ends.
 */
import type { Message } from "@bufbuild/protobuf";
import type { Status } from "#gen/google/rpc/status_pb.js";
import { EngineError } from "../engine/engine-error.js";
import type { AboutTask } from "../service/call.js";
import { CODE } from "../service/error-codes.js";
import { errorStatus, type ReportIncident } from "../service/error-status.js";
import type { Admission } from "./admission.js";
import type { AnyCall, Authenticate, Caller } from "./auth/caller.js";
import type { SlowReaders } from "./drained.js";
import { aboutCall } from "./log-fields.js";
import type { MethodTraits } from "./method-traits.js";
import type { RpcCall } from "./rpc-call.js";

/** A call that has ended. */
export interface EndedCall {
  readonly arrival: Arrival;
  /** Of gRPC. */
  readonly code: number;
  readonly durationMs: number;
  /** What it was refused with; undefined = it succeeded. */
  readonly error: unknown;
}

/** Told of every call that ended. */
export type ObserveCall = (ended: EndedCall) => void;

export type ObserveItem = (arrival: Arrival, task: AboutTask, status: Status) => void;

export interface Seam {
  readonly authenticate: Authenticate;
  readonly admission: Admission;
  readonly slowReaders: SlowReaders;
  readonly observe: ObserveCall;
  /** Told of what becomes of the single tasks of a call; undefined = nobody wants to know. */
  readonly observeItem: ObserveItem | undefined;
  readonly report: ReportIncident;
}

/** A method as it is served. */
export interface ServedMethod {
  readonly seam: Seam;
  readonly traits: MethodTraits;
  /** Throws INVALID_FIELD where the bytes are no message of the method. */
  decode(bytes: Buffer): Message;
}

/** A call from its arrival on. */
export interface Arrival {
  readonly traits: MethodTraits;
  readonly call: AnyCall;
  /** Address and port of the other end: when it has ended the call cannot tell them any more. */
  readonly peer: string;
  /** What is served, once it is known who calls and the call is admitted. */
  rpc: RpcCall | undefined;
  /** What its request is about, or its answer; undefined = no single flow. */
  flowId: string | undefined;
  /** As the request names it; undefined = no single task. */
  taskId: string | undefined;
}

export function arrivalOf(traits: MethodTraits, call: AnyCall): Arrival {
  return { traits, call, peer: call.getPeer(), rpc: undefined, flowId: undefined, taskId: undefined };
}

/** Serves the call once it is known who makes it: at once where that is known at once, without a promise. */
export function identify(
  seam: Seam,
  { call }: Arrival,
  serve: (caller: Caller) => void,
  refuse: (error: unknown) => void,
): void {
  try {
    const caller = seam.authenticate(call);
    if (caller instanceof Promise) caller.then(serve).catch(refuse);
    else serve(caller);
  } catch (error) {
    refuse(error);
  }
}

/** Admits a call whose frames say later what it is about. Throws what it is refused with. */
export function admit(seam: Seam, arrival: Arrival, caller: Caller): RpcCall {
  const rpc = seam.admission.admit(arrival.traits, arrival.call, caller);
  arrival.rpc = rpc;
  const { observeItem } = seam;
  if (observeItem !== undefined) rpc.noteItem = (task, status) => observeItem(arrival, task, status);
  return rpc;
}

/** Admits a call whose request is there and may use its namespace. Throws what it is refused with. */
export function admitRequest(
  { seam, decode }: ServedMethod,
  arrival: Arrival,
  caller: Caller,
  bytes: Buffer,
): { readonly rpc: RpcCall; readonly request: Message } {
  const rpc = admitInTime(seam, arrival, caller);
  const request = decode(bytes);
  takeRequest(arrival, rpc, request);
  return { rpc, request };
}

/** Admits a call whose request is still to be read. Throws what it is refused with. */
export function admitInTime(seam: Seam, arrival: Arrival, caller: Caller): RpcCall {
  const rpc = admit(seam, arrival, caller);
  if (rpc.isLate) throw new EngineError("DEADLINE_EXCEEDED", "the deadline passed before the request was read");
  return rpc;
}

/** The request of an admitted call is there. Throws where its caller may not use its namespace. */
export function takeRequest(arrival: Arrival, rpc: RpcCall, request: Message): void {
  arrival.flowId = flowIdOf(request);
  if ("taskId" in request && typeof request.taskId === "string" && request.taskId !== "")
    arrival.taskId = request.taskId;
  rpc.permit(namespaceOf(request));
}

/** The call was answered. */
export function succeed(seam: Seam, arrival: Arrival, answer?: Message): void {
  // Run may leave it to the server how the flow is called.
  if (answer !== undefined) arrival.flowId ??= flowIdOf(answer);
  end(seam, arrival, CODE.OK, undefined);
}

/** The call failed, or was not admitted: the status to end it with. */
export function fail(seam: Seam, arrival: Arrival, error: unknown): Status {
  const report: ReportIncident = (unexpected) =>
    seam.report(unexpected, { method: arrival.traits.name, ...aboutCall(arrival, unexpected) });
  const status = errorStatus(wasLeft(arrival, error) ? new EngineError("CANCELLED", "cancelled") : error, report);
  end(seam, arrival, status.code, error);
  return status;
}

function end(seam: Seam, arrival: Arrival, code: number, error: unknown): void {
  const { rpc } = arrival;
  if (rpc !== undefined) {
    rpc.settle();
    seam.admission.dismiss(rpc);
  }
  const durationMs = rpc === undefined ? 0 : performance.now() - rpc.startedAt;
  seam.observe({ arrival, code, durationMs, error });
}

/** An abort that follows from the caller's leaving is no incident. */
function wasLeft({ call }: Arrival, error: unknown): boolean {
  return call.cancelled && error instanceof Error && error.name === "AbortError";
}

/** Every request of the contract has one; standard services bring none. */
function namespaceOf(request: Message): string {
  return "namespace" in request && typeof request.namespace === "string" ? request.namespace : "";
}

/** Named by the message itself, or by the flow that it holds. */
function flowIdOf(message: object): string | undefined {
  if ("flowId" in message && typeof message.flowId === "string" && message.flowId !== "") return message.flowId;
  return "flow" in message && typeof message.flow === "object" && message.flow !== null
    ? flowIdOf(message.flow)
    : undefined;
}
