/**
 * A flow of the core as callers see it.
 */
import type { FlowView } from "../../core/decision.js";
import type { FlowHeader } from "../../core/state/flow-header.js";
import { type ParentLink, rootFlowId } from "../../core/state/nesting.js";
import type { Payload, StoredPayload } from "../../core/state/payload.js";
import type { SegmentAddress } from "../../core/state/segment.js";
import type { TaskState } from "../../core/state/states.js";
import type { SegmentRecord } from "../../store/segment-record.js";
import type { Flow, FlowParent, TaskCount } from "../values.js";
import { flowRevision } from "./revision.js";
import { failureValue, type PayloadLookup } from "./stored-payloads.js";
import { mapBytes, textsBytes } from "./text-bytes.js";

/** What a flow takes beside its texts and payloads, roughly; bytes. */
const FIXED_BYTES = 500;

/** The states in the order in which counts are listed. */
const COUNTED: readonly TaskState[] = [
  "PENDING",
  "DELAYED",
  "READY",
  "RUNNING",
  "PAUSED",
  "SUCCEEDED",
  "FAILED",
  "SKIPPED",
  "CANCELLED",
  "REVERTING",
  "REVERTED",
  "REVERT_FAILED",
];

/** With its input and its whole failure where `lookup` has their payloads. */
export function flowValue(address: SegmentAddress, view: FlowView, lookup?: PayloadLookup): Flow {
  const { header, version, counts } = view;
  const { startTime, endTime, notBeforeTime, deadline, failure, input, output, globals, parent } = header;
  return {
    flowId: address.flowId,
    namespace: address.namespace,
    name: header.name,
    state: header.state,
    revision: flowRevision({ incarnation: address.incarnation, version }),
    version,
    createTime: header.createTime,
    updateTime: header.updateTime,
    labels: header.labels,
    priority: header.priority,
    definitionDigest: header.definitionDigest,
    counts: countValues((state) => (counts.get(state) ?? 0) + (header.others?.counts[state] ?? 0)),
    countsAsOf: header.updateTime,
    rootFlowId: rootFlowId(address.flowId),
    ...(parent !== undefined && { parent: parentValue(parent) }),
    ...(startTime !== undefined && { startTime }),
    ...(endTime !== undefined && { endTime }),
    ...(notBeforeTime !== undefined && { notBeforeTime }),
    ...(deadline !== undefined && { deadline }),
    ...(failure !== undefined && { failure: failureValue(failure, lookup) }),
    ...(input !== undefined && lookup !== undefined && { input: lookup(input) }),
    ...(output !== undefined && lookup !== undefined && { output: lookup(output) }),
    ...(globals !== undefined && lookup !== undefined && { globals: globalsValue(globals, lookup) }),
  };
}

function parentValue({ flowId, taskId, attempt }: ParentLink): FlowParent {
  return { flowId, taskId, attempt };
}

export function globalsValue(
  globals: NonNullable<FlowHeader["globals"]>,
  lookup: PayloadLookup,
): Readonly<Record<string, Payload>> {
  return Object.fromEntries(Object.entries(globals).map(([key, value]) => [key, lookup(value)]));
}

/** What a flow takes in an answer without its payloads, about. */
export function flowBytes({ flowId, namespace, name, labels, failure }: Flow): number {
  const texts = failure === undefined ? [] : [failure.type, failure.message];
  return FIXED_BYTES + textsBytes([flowId, flowId, namespace, name, ...texts]) + mapBytes(labels);
}

/** The payloads that a flow's value looks up. */
export function payloadsOfFlow({ input, failure, output, globals = {} }: FlowHeader): StoredPayload[] {
  return [input, failure?.body, output, ...Object.values(globals)].filter((payload) => payload !== undefined);
}

/** A flow as it is stored. */
export function viewOfRecord(record: Pick<SegmentRecord, "flow" | "version" | "counts">): FlowView {
  const counts = Object.entries(record.counts) as [TaskState, number][]; // Keyed so by SegmentCounts.
  return { header: record.flow, version: record.version, counts: new Map(counts) };
}

function countValues(countOf: (state: TaskState) => number | undefined): TaskCount[] {
  return COUNTED.flatMap((state) => {
    const count = countOf(state) ?? 0;
    return count === 0 ? [] : [{ state, count }];
  });
}
