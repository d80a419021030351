/**
 * Compares what is stored of a flow in the simulated world and after the replay: all but times, versions, tokens and the
 * names of sessions.
 */
import type { StoredFailure } from "../../../src/core/state/failure.js";
import { LEASE_LOST } from "../../../src/core/state/failure.js";
import type { FlowHeader } from "../../../src/core/state/flow-header.js";
import type { NodeEntry } from "../../../src/core/state/node-entry.js";
import type { SegmentRecord } from "../../../src/store/segment-record.js";
import type { SimulatedFlow } from "../workload.js";
import type { AttemptNames } from "./attempt-names.js";

/** A number of the recorded world, and a number of the replay, as the same. */
type Numbering = (task: string, attempt: number) => number;

/** What differs, one line each. */
export function stateDifferences(
  flow: SimulatedFlow,
  recorded: SegmentRecord,
  replayed: SegmentRecord | undefined,
  names: AttemptNames,
): string[] {
  if (replayed === undefined) return ["nothing is stored"];
  const isOneOfFirst = firstFailures(flow, recorded).includes(replayed.flow.failure?.message ?? "");
  const expectedFlow = isOneOfFirst ? { ...recorded.flow, failure: replayed.flow.failure } : recorded.flow;
  const differences = fieldDifferences("the flow", flowTold(expectedFlow), flowTold(replayed.flow));
  const asRecorded: Numbering = (task, attempt) => names.number(task, attempt);
  const asReplayed: Numbering = (_, attempt) => attempt;
  for (const [number, { name }] of flow.graph.tasks.entries()) {
    const expected = taskTold(flow, number, recorded.nodes.get(number), asRecorded);
    const isOwn = (attempt: number) => !names.isTakenBack(name, attempt);
    const stored = taskTold(flow, number, replayed.nodes.get(number), asReplayed, isOwn);
    differences.push(...fieldDifferences(name, expected, stored));
  }
  return differences;
}

/** A flow tells of the task that failed first. Where several failed in one commit the replay may have another one first. */
function firstFailures(flow: SimulatedFlow, { nodes }: SegmentRecord): string[] {
  const failed = [...nodes].filter(([, { state }]) => state === "FAILED");
  const first = Math.min(...failed.map(([, { version }]) => version));
  return failed
    .filter(([, { version }]) => version === first)
    .map(([number, { failure }]) => `task ${flow.graph.tasks[number]?.name} failed: ${failure?.message}`);
}

function flowTold({
  state,
  failure,
  stopping,
  cancellation,
  priority,
  labels,
  name,
}: Omit<FlowHeader, "failure"> & { readonly failure?: StoredFailure | undefined }) {
  return {
    state,
    name,
    priority,
    labels,
    stopping: stopping === true,
    isCancelled: cancellation !== undefined,
    failure: failureTold(failure),
  };
}

/** `isOwn`: the attempts that are told of; others were taken back. */
function taskTold(
  flow: SimulatedFlow,
  number: number,
  entry: NodeEntry | undefined,
  numbering: Numbering,
  isOwn: (attempt: number) => boolean = () => true,
) {
  const nameOf = (other: number) => flow.graph.tasks[other]?.name ?? "";
  if (entry === undefined) return { state: "PENDING" };
  const { state, attempt, tries, losses, readyBy, claim, deferred, progress, history = [] } = entry;
  const name = nameOf(number);
  return {
    // Only time lies between the two.
    state: state === "DELAYED" ? "READY" : state,
    attempt: numbering(name, attempt),
    tries,
    losses,
    readyBy: readyBy === undefined ? undefined : [nameOf(readyBy[0]), numbering(nameOf(readyBy[0]), readyBy[1])],
    claim: claim === undefined ? "none" : claim.lost === true ? "lost" : "there",
    deferredBy: deferred?.requestId,
    progress: progress?.fraction,
    outcomeDigest: entry.outcomeDigest,
    requestId: entry.requestId,
    result: entry.result === undefined ? undefined : [entry.result.contentType, entry.result.size],
    failure: failureTold(entry.failure),
    skipReason: entry.skipReason,
    history: history
      .filter((record) => isOwn(record.attempt))
      .map((record) => ({
        attempt: numbering(name, record.attempt),
        tries: record.tries,
        end: record.end,
        outcomeDigest: record.outcomeDigest,
        requestId: record.requestId,
        failure: failureTold(record.failure),
      })),
  };
}

/** That of a lost lease names the session. */
function failureTold(failure: StoredFailure | undefined) {
  if (failure === undefined) return undefined;
  const { type, message, retryable } = failure;
  return { type, retryable, message: type === LEASE_LOST ? "" : message };
}

/** Field by field; both are plain values. */
export function fieldDifferences(what: string, recorded: object, replayed: object): string[] {
  const values = new Map(Object.entries(replayed));
  const fields = new Set([...Object.keys(recorded), ...values.keys()]);
  const expected = new Map(Object.entries(recorded));
  return [...fields].flatMap((field) => {
    const [a, b] = [JSON.stringify(expected.get(field)), JSON.stringify(values.get(field))];
    return a === b ? [] : [`${what}: ${field} is ${b}, recorded is ${a}`];
  });
}
