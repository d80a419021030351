/**
 * What the binders of all kinds of calls have in common: admission, the reading of requests, and how a call ends.
 */
import type { Message } from "@bufbuild/protobuf";
import type { Status } from "#gen/google/rpc/status_pb.js";
import { namespaceMeant } from "../engine/checks/index.js";
import { EngineError } from "../engine/engine-error.js";
import type { AboutTask } from "../service/call.js";
import { CODE } from "../service/error-codes.js";
import { errorStatus, type ReportIncident } from "../service/error-status.js";
import type { Admission } from "./admission.js";
import type { Arrival } from "./arrival.js";
import { type Authenticate, type Caller, somebodyElse } from "./auth/caller.js";
import type { CallsOfConnections } from "./connections.js";
import type { SlowReaders } from "./drained.js";
import type { HeldBytes } from "./limits/held-bytes.js";
import { aboutCall, subjectOf } from "./log-fields.js";
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
  /** Of the port that it serves. */
  readonly connections: CallsOfConnections;
  readonly slowReaders: SlowReaders;
  /** Of requests that have come in part. */
  readonly arriving: HeldBytes;
  /** What is kept of the headers of calls that are open. */
  readonly headers: HeldBytes;
  /** Of answers that were not taken. */
  readonly unread: HeldBytes;
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

/**
 * Finds out who makes the call: at once where that is known at once, without a promise. Also when it has been found out
 * before, and what the caller has shown may not hold any more. Throws, or rejects with, what the call is refused with.
 */
export function identify({ authenticate }: Seam, arrival: Arrival): Caller | Promise<Caller> {
  const known = (caller: Caller) => {
    if ((arrival.caller ?? caller).principal !== caller.principal) throw somebodyElse();
    arrival.caller = caller;
    return caller;
  };
  const caller = authenticate(arrival.call);
  return caller instanceof Promise ? caller.then(known) : known(caller);
}

/** Counts a call whose caller is known, before its request is read. Throws OVERLOADED; else its end must be told. */
export function enter({ admission, connections }: Seam, arrival: Arrival): void {
  admission.enter(arrival);
  connections.callBegan(arrival.peer);
}

/** Admits a call that has entered, whose frames say later what it is about. Throws what it is refused with. */
export function admit(seam: Seam, arrival: Arrival): RpcCall {
  const rpc = letIn(seam, arrival);
  seam.admission.begin(rpc);
  return rpc;
}

function letIn(seam: Seam, arrival: Arrival): RpcCall {
  const { caller, traits } = arrival;
  if (caller === undefined) throw new Error(`${traits.name}: a call is admitted of which it is not known who makes it`);
  const rpc = seam.admission.admit(arrival, caller);
  arrival.rpc = rpc;
  const { observeItem } = seam;
  if (observeItem !== undefined) rpc.noteItem = (task, status) => observeItem(arrival, task, status);
  return rpc;
}

/** Admits a call whose request is there and may use its namespace. Throws what it is refused with. */
export function admitRequest(
  { seam, decode }: ServedMethod,
  arrival: Arrival,
  bytes: Buffer,
): { readonly rpc: RpcCall; readonly request: Message } {
  const rpc = admitInTime(seam, arrival);
  const request = decode(bytes);
  takeRequest(seam, arrival, rpc, request);
  return { rpc, request };
}

/** Admits a call whose request is still to be read. Throws what it is refused with. */
function admitInTime(seam: Seam, arrival: Arrival): RpcCall {
  const rpc = letIn(seam, arrival);
  if (rpc.isLate) throw new EngineError("DEADLINE_EXCEEDED", "the deadline passed before the request was read");
  return rpc;
}

/** Finds out who makes a call, counts and admits it, before anything of its request is read. */
export async function arrive(seam: Seam, arrival: Arrival): Promise<RpcCall> {
  await identify(seam, arrival);
  enter(seam, arrival);
  return admitInTime(seam, arrival);
}

/** The request of an admitted call is there. Throws where its caller may not use its namespace. */
export function takeRequest({ admission }: Seam, arrival: Arrival, rpc: RpcCall, request: Message): void {
  admission.begin(rpc);
  arrival.flowId = flowIdOf(request);
  if ("taskId" in request && typeof request.taskId === "string" && request.taskId !== "")
    arrival.taskId = request.taskId;
  arrival.subject = subjectOf(request);
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
  if (arrival.ended) return;
  arrival.ended = true;
  const { rpc } = arrival;
  rpc?.settle();
  if (arrival.entered) seam.connections.callEnded(arrival.peer);
  seam.admission.leave(arrival);
  const durationMs = rpc === undefined ? 0 : performance.now() - rpc.startedAt;
  seam.observe({ arrival, code, durationMs, error });
}

/** An abort that follows from the caller's leaving is no incident. */
function wasLeft({ call }: Arrival, error: unknown): boolean {
  return call.cancelled && error instanceof Error && error.name === "AbortError";
}

/** The one that is meant. Every request of the contract has one; standard services bring none. */
function namespaceOf(request: Message): string {
  return "namespace" in request && typeof request.namespace === "string" ? namespaceMeant(request.namespace) : "";
}

/** Named by the message itself, or by the flow that it holds. */
function flowIdOf(message: object): string | undefined {
  if ("flowId" in message && typeof message.flowId === "string" && message.flowId !== "") return message.flowId;
  return "flow" in message && typeof message.flow === "object" && message.flow !== null
    ? flowIdOf(message.flow)
    : undefined;
}
