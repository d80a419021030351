/**
 * A task of the core as callers see it.
 */

import type { CompiledDefinition, CompiledNode } from "../../core/definition/compiled-definition.js";
import { dependencyName } from "../../core/definition/definition.js";
import { callersQueue } from "../../core/definition/evaluation.js";
import type { StoredFailure } from "../../core/state/failure.js";
import { firedEdges, hasEnded } from "../../core/state/fired-edges.js";
import type { FlowHeader } from "../../core/state/flow-header.js";
import { childFlowId } from "../../core/state/nesting.js";
import type { NodeEntry } from "../../core/state/node-entry.js";
import type { StoredPayload } from "../../core/state/payload.js";
import { priorityOf, queueOf } from "../../core/state/planned.js";
import type { SegmentAddress } from "../../core/state/segment.js";
import { isTerminalTask } from "../../core/state/states.js";
import { causesOf } from "../../core/state/task-causes.js";
import { instanceId, taskIdOf } from "../../core/state/task-id.js";
import { nextTimer } from "../../core/state/timers.js";
import type { FiredEdge, TaskCause, TaskDetails, TaskRef } from "../values.js";
import { intentOf, openKind, payloadsUndone, revertValues } from "./reversal-value.js";
import { failureValue } from "./stored-payloads.js";

/** What a task is described from. */
export interface TaskSource {
  /** The run that it belongs to. */
  readonly run: Pick<SegmentAddress, "flowId" | "incarnation">;
  readonly header: FlowHeader;
  readonly node: CompiledNode;
  /** Of its entry, which may be that of a further instance of the node. */
  readonly number: number;
  readonly entry: NodeEntry | undefined;
  /** What it belongs to: its segment's definition and entries. */
  readonly definition: CompiledDefinition;
  readonly entries: ReadonlyMap<number, NodeEntry>;
}

/** Without payloads and attempts, and with the beginning of a failure only. */
export function taskSummary(source: TaskSource): TaskDetails {
  const { header, node, entry } = source;
  const { task } = node;
  const claim = entry?.claim?.lost === true ? undefined : entry?.claim;
  const open = entry !== undefined && entry.endTime === undefined;
  const next = open ? nextTimer(node, entry) : undefined;
  const failure = latestFailure(entry);
  const kind = openKind(entry, typeOf(node, entry));
  return {
    taskId: instanceId(task.name, entry),
    ...itemOf(entry),
    name: task.name,
    type: task.type ?? "",
    queue: callersQueue(queueOf(node, entry)),
    state: entry?.state ?? "PENDING",
    intent: intentOf(entry),
    attempt: entry?.attempt ?? 0,
    tries: entry?.tries ?? 0,
    workerId: claim?.worker ?? "",
    sessionId: claim?.session ?? "",
    deferred: open && entry.deferred !== undefined,
    labels: task.labels,
    dependsOn: dependencyNames(source),
    causes: taskCauses(source),
    fired: edgesFired(source),
    attempts: [],
    failuresTruncated: false,
    ...(next !== undefined && next.kind !== "delay" && header.endTime === undefined && { deadline: next.time }),
    ...times(entry),
    ...(failure !== undefined && { failure: failureValue(failure) }),
    ...(entry?.skipReason !== undefined && { skipReason: entry.skipReason }),
    ...(entry?.child !== undefined && { childFlowId: flowOfAttempt(source, entry.attempt) }),
    ...(entry?.metadata !== undefined && { metadata: entry.metadata }),
    ...phaseOf(entry),
    ...(kind !== undefined && { kind }),
    ...(entry?.reversal !== undefined && revertValues(entry)),
    ...(node.repeat !== undefined && { round: roundOf(entry) }),
    ...(entry?.progress !== undefined && {
      progress: { fraction: entry.progress.fraction, updateTime: entry.progress.time },
    }),
  };
}

/** Which item of a list it is, or how many items it has. */
function itemOf(entry: NodeEntry | undefined): Pick<TaskDetails, "itemIndex" | "itemCount"> {
  if (entry?.each !== undefined) return { itemIndex: entry.each.index };
  return entry?.list === undefined ? {} : { itemCount: entry.list.count };
}

/** The id of the flow that this attempt is. */
export function flowOfAttempt({ run, definition, number }: TaskSource, attempt: number): string {
  return childFlowId({ ...run, segment: definition.segment }, number, attempt);
}

/** What is asked about it; of what was asked about the flow itself as long as that is open. */
function phaseOf(entry: NodeEntry | undefined): Pick<TaskDetails, "phase"> {
  const isOpen = entry?.item !== undefined && !isTerminalTask(entry.state);
  const phase = isOpen ? entry.item?.phase : entry?.evaluation?.phase;
  return phase === undefined ? {} : { phase };
}

/** Which round it is in, or was its last; 0 = none yet. */
function roundOf(entry: NodeEntry | undefined): number {
  return entry === undefined || entry.readyTime === undefined ? 0 : (entry.rounds?.done ?? 0) + 1;
}

/** The tasks that edges lead from to it. */
function dependencyNames({ node, definition }: TaskSource): readonly string[] {
  const { control, nodes } = definition;
  if (control === undefined) return node.task.dependsOn.map(dependencyName);
  return node.dependencies.flatMap((number) => nodes[number]?.task.name ?? []);
}

function taskCauses({ definition, entries, number }: TaskSource): readonly TaskCause[] {
  const causes = causesOf(definition, entries, number);
  return causes.map(([from, edge]) => ({ taskId: taskIdOf(definition, entries, from), edge }));
}

function edgesFired({ definition, node, entry }: TaskSource): readonly FiredEdge[] {
  const control = definition.control?.nodes[node.number];
  if (control === undefined || entry === undefined || entry.each !== undefined || !hasEnded(entry)) return [];
  const messages = entry.firedMessages ?? [];
  return firedEdges(control, entry).map(({ index, message }, place) => ({
    edge: index,
    message: messages[place] || message,
  }));
}

/** Why it failed, or why the try before failed while it waits for another one, or is in it. */
export function latestFailure(entry: NodeEntry | undefined): StoredFailure | undefined {
  if (entry === undefined || entry.failure !== undefined) return entry?.failure;
  if (entry.state === "SUCCEEDED" || entry.reversal !== undefined) return undefined;
  return entry.history?.findLast((record) => record.failure !== undefined)?.failure;
}

/** The payloads that the entry names. */
export function payloadsOf(entry: NodeEntry | undefined): StoredPayload[] {
  if (entry === undefined) return [];
  const failures = [entry.failure, ...(entry.history ?? []).map(({ failure }) => failure)];
  return [
    entry.result,
    entry.input,
    entry.each?.content,
    entry.memo,
    entry.context,
    entry.progress?.details,
    ...failures.map((failure) => failure?.body),
    ...payloadsUndone(entry),
  ].filter((payload) => payload !== undefined);
}

/** Which work its item is. */
export function typeOf({ task: { type = "", revertType = "" } }: CompiledNode, entry: NodeEntry | undefined): string {
  return entry?.reversal?.begun === true && revertType !== "" ? revertType : type;
}

export function taskRef(
  flowId: string,
  { header, node, entry }: Pick<TaskSource, "header" | "node" | "entry">,
): TaskRef {
  return {
    flowId,
    taskId: instanceId(node.task.name, entry),
    name: node.task.name,
    type: typeOf(node, entry),
    queue: callersQueue(queueOf(node, entry)),
    attempt: entry?.attempt ?? 0,
    priority: header.priority + priorityOf(node, entry),
  };
}

function times(entry: NodeEntry | undefined): Partial<TaskDetails> {
  if (entry === undefined) return {};
  const { readyTime, startTime, endTime, wakeTime, state } = entry;
  return {
    ...(readyTime !== undefined && { readyTime }),
    ...(startTime !== undefined && { startTime }),
    ...(endTime !== undefined && { endTime }),
    ...(state === "DELAYED" && wakeTime !== undefined && { nextAttemptTime: wakeTime }),
  };
}
