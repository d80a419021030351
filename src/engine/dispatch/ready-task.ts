/**
 * What an executor is given: a claimed task with its input and the results it reads.
 */

import type { CompiledNode } from "../../core/definition/compiled-definition.js";
import { callersQueue, FLOW_TASK_ID } from "../../core/definition/evaluation.js";
import { LIMITS } from "../../core/limits.js";
import { ownerOf } from "../../core/state/item-lists.js";
import type { NodeEntry } from "../../core/state/node-entry.js";
import type { StoredPayload } from "../../core/state/payload.js";
import { queueOf, timeoutsOf } from "../../core/state/planned.js";
import type { Segment } from "../../core/state/segment.js";
import { causesOf } from "../../core/state/task-causes.js";
import { nextTimer } from "../../core/state/timers.js";
import { type NamedResult, type RemoteReads, remoteResults, roomBeside } from "../large-flows/remote-results.js";
import type { Machinery } from "../machinery.js";
import type { Payload, ReadyTask } from "../values.js";
import { contentOfItem } from "../views/item-content.js";
import { isTooLong, listed } from "../views/listed-results.js";
import { intentOf, openKind } from "../views/reversal-value.js";
import { lookUp, type PayloadLookup } from "../views/stored-payloads.js";
import { typeOf } from "../views/task-value.js";
import { type Handed, handedBytes, handedTo, handedValue, payloadsHanded, type StoredHanded } from "./handed.js";
import { ownOfRevert } from "./undone.js";

/** A task as it was claimed, with all that its delivery needs; taken from the segment at the moment of the commit. */
export interface Delivery {
  readonly task: Omit<ReadyTask, "dependencyResults" | "flowInput" | "item" | keyof Handed>;
  readonly results: readonly NamedResult[];
  readonly flowInput: StoredPayload | undefined;
  /** Where it was computed. */
  readonly input: StoredPayload | undefined;
  /** What it is, of an item of a list. */
  readonly item: StoredPayload | undefined;
  /** What it reads of other segments. */
  readonly remote: RemoteReads | undefined;
  readonly handed: StoredHanded;
}

export function deliveryOf(segment: Segment, number: number, entry: NodeEntry): Delivery {
  const node = segment.node(number);
  const { task } = node;
  const subject = subjectOf(number, entry);
  const { results, truncated } = resultsOf(segment, numbersRead(segment, subject, node));
  const { heartbeatMs, ...timeouts } = timeoutsOf(node, entry);
  const { traceContext } = segment.flow;
  const { plan, ...unplanned } = entry;
  const deadline = nextTimer({ ...node, task: { ...task, timeouts } }, plan === undefined ? entry : unplanned)?.time;
  const flowInput = task.needsFlowInput ? segment.flow.input : undefined;
  const { each } = entry;
  const isTask = entry.item === undefined;
  const owner = ownerOf(entry) ?? (isTask ? number : subject);
  const input = segment.entry(owner)?.input;
  const item = contentOfItem(node, entry, segment.entry(owner));
  const own = entry.item?.phase === "END" ? segment.entry(subject)?.pending : ownOfRevert(segment, number, entry);
  const isCut = own?.kind === "result" && isTooLong(own.result);
  return {
    task: {
      flowId: segment.address.flowId,
      taskId: segment.taskId(number),
      name: task.name === FLOW_TASK_ID ? "" : task.name,
      type: typeOf(node, entry),
      kind: openKind(entry, typeOf(node, entry)) ?? "EXECUTE",
      queue: callersQueue(queueOf(node, entry)),
      attempt: entry.attempt,
      tries: isTask ? entry.tries : (segment.entry(subject)?.tries ?? 0),
      claimToken: entry.claim?.token ?? "",
      intent: intentOf(isTask ? entry : segment.entry(subject)),
      resultsTruncated: truncated || isCut,
      priority: segment.priorityOf(number),
      labels: task.labels,
      readyTime: entry.readyTime ?? 0,
      ...(task.input !== undefined && input === undefined && { input: task.input }),
      ...(each !== undefined && { itemIndex: each.index }),
      ...(deadline !== undefined && { deadline }),
      ...(heartbeatMs !== undefined && isTask && { heartbeatTimeoutMs: heartbeatMs }),
      ...(traceContext !== undefined && { traceContext }),
    },
    results,
    flowInput,
    input,
    item,
    handed: handedTo(segment, number, entry, [
      input?.size ?? task.input?.data.length,
      flowInput?.size,
      item?.size,
      ...results.map(sizeOf),
    ]),
    remote:
      node.remoteReads.length > 0 && !truncated ? { address: segment.address, nodes: node.remoteReads } : undefined,
  };
}

/** Whose entry it is about: its own, but for an item of kind EVALUATE. */
export function subjectOf(number: number, { item }: Pick<NodeEntry, "item">): number {
  return item?.about ?? item?.node ?? number;
}

/** Of the results of items as they are at this moment. */
function listedIn({ entries, control }: Segment, result: StoredPayload): StoredPayload {
  return result.itemsOf === undefined ? result : listed(result, entries, (owner) => control?.lists.of(owner) ?? []);
}

function sizeOf([, { size }]: NamedResult): number {
  return size;
}

/** What it takes in an answer beside its payloads, roughly. */
const TASK_BYTES = 2_000;

/** The bytes that a delivery takes in an answer, counted generously. */
export function deliveryBytes({ task, results, flowInput, input, item, handed }: Delivery): number {
  const own = (flowInput?.size ?? 0) + (item?.size ?? 0);
  const payloads = handedBytes(handed) + results.reduce((sum, [, { size }]) => sum + size, own);
  const labels = Object.entries(task.labels).reduce((sum, [key, value]) => sum + 4 * (key.length + value.length), 0);
  return TASK_BYTES + (input?.size ?? task.input?.data.length ?? 0) + payloads + labels;
}

/** Loads what is kept elsewhere. Not a promise where nothing is, or all of it is at hand. */
export function assemble(machinery: Machinery, delivery: Delivery): ReadyTask | Promise<ReadyTask> {
  const { remote, results, flowInput, input, item, handed } = delivery;
  if (remote !== undefined) return withRemoteResults(machinery, delivery, remote);
  const stored = [...results.map(([, result]) => result), ...payloadsHanded(handed)];
  for (const payload of [flowInput, input, item]) if (payload !== undefined) stored.push(payload);
  const lookup = lookUp(machinery.sharedPayloads, stored);
  return lookup instanceof Promise ? lookup.then((loaded) => readyTask(delivery, loaded)) : readyTask(delivery, lookup);
}

async function withRemoteResults(machinery: Machinery, delivery: Delivery, remote: RemoteReads): Promise<ReadyTask> {
  const found = await remoteResults(machinery, remote, roomBeside(delivery.results));
  return assemble(machinery, {
    ...delivery,
    results: [...delivery.results, ...found.results],
    task: { ...delivery.task, resultsTruncated: found.truncated },
    remote: undefined,
  });
}

function readyTask({ task, results, flowInput, input, item, handed }: Delivery, lookup: PayloadLookup): ReadyTask {
  const dependencyResults: Record<string, Payload> = Object.create(null);
  for (const [taskId, result] of results) dependencyResults[taskId] = lookup(result);
  const given = {
    ...task,
    dependencyResults,
    ...(item !== undefined && { item: lookup(item) }),
    ...handedValue(handed, lookup),
    ...(input !== undefined && { input: lookup(input) }),
  };
  return flowInput === undefined ? given : { ...given, flowInput: lookup(flowInput) };
}

/** Whose results a task is given: of a node with several instances the one that led to it, else the latest with a result. */
function numbersRead(
  { control, definition, entries }: Segment,
  number: number,
  { reads }: CompiledNode,
): readonly number[] {
  if (control === undefined) return reads;
  const causes = new Map(causesOf(definition, entries, number).map(([from]) => [control.nodeOf(from), from]));
  return reads.map((node) => {
    const instances = [node, ...control.further(node)];
    return causes.get(node) ?? instances.findLast((one) => entries.get(one)?.result !== undefined) ?? node;
  });
}

/** What was undone has no result for others. */
function resultOf(entry: NodeEntry | undefined): StoredPayload | undefined {
  return entry?.state === "REVERTED" ? undefined : entry?.result;
}

/** The results that fit into a delivery, in the order of the reads; the executor pages for the rest. */
function resultsOf(segment: Segment, reads: readonly number[]) {
  const results: [string, StoredPayload][] = [];
  let bytes = 0;
  for (const number of reads) {
    const result = resultOf(segment.entry(number));
    if (result === undefined) continue;
    bytes += result.size;
    if (results.length === LIMITS.resultsPerTask || bytes > LIMITS.resultsBytes) return { results, truncated: true };
    results.push([segment.taskId(number), listedIn(segment, result)]);
  }
  return { results, truncated: false };
}
