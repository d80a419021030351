/**
 * A flow as one segment, however many it is kept in: what a simulation starts from.
 */

import type { CompiledDefinition } from "../../core/definition/compiled-definition.js";
import { isNoop } from "../../core/definition/definition.js";
import { topologicalOrder } from "../../core/definition/graph.js";
import type { FlowHeader } from "../../core/state/flow-header.js";
import type { NodeEntry } from "../../core/state/node-entry.js";
import { Segment } from "../../core/state/segment.js";
import { isTerminalTask } from "../../core/state/states.js";
import { segmentId } from "../../store/segment-id.js";
import type { SegmentRecord } from "../../store/segment-record.js";
import { flowNotFound } from "../commit/read-copies.js";
import type { Machinery } from "../machinery.js";

/** `definition`: the whole, as if it were one segment. Throws FLOW_NOT_FOUND where it is deleted meanwhile. */
export async function wholeFlow(
  machinery: Machinery,
  header: SegmentRecord,
  definition: CompiledDefinition,
  now: number,
): Promise<Segment> {
  const { address, version, flow } = header;
  const first = await machinery.definitions.load(address.namespace, flow.definitionDigest, 0);
  if (first.segmentCount === 1) return new Segment(address, definition, version, { flow, nodes: header.nodes });
  const nodes = new Map<number, NodeEntry>();
  const ids = Array.from({ length: first.segmentCount }, (_, segment) => segmentId({ ...address, segment }));
  for (const [segment, record] of (await machinery.store.segments.read(ids)).entries()) {
    if (record?.address.incarnation !== address.incarnation) throw flowNotFound(header.id);
    const part = await machinery.definitions.load(address.namespace, flow.definitionDigest, segment);
    for (const [number, { readyBy: _, ...entry }] of record.nodes) {
      const place = definition.numberByName.get(part.nodes[number]?.task.name ?? "");
      if (place !== undefined) nodes.set(place, entry);
    }
  }
  arrive(definition, nodes, flow, now);
  const { others: _others, epoch: _epoch, ...whole } = flow;
  return new Segment(address, definition, version, { flow: whole, nodes });
}

/** What its segments have still to tell each other is heard now. */
function arrive(definition: CompiledDefinition, nodes: Map<number, NodeEntry>, flow: FlowHeader, now: number): void {
  if (flow.startTime === undefined) return;
  for (const number of topologicalOrder(definition)) {
    const node = definition.nodes[number];
    if (node === undefined || nodes.has(number)) continue;
    const states = node.dependencies.map((dependency) => nodes.get(dependency)?.state ?? "PENDING");
    const entry = { version: 1, attempt: 0, tries: 0, losses: 0 };
    const { delayMs, delayAfterMs } = node.task;
    const passes = isNoop(node.task);
    if (states.some((state) => isTerminalTask(state) && state !== "SUCCEEDED")) {
      nodes.set(number, { ...entry, state: "SKIPPED", skipReason: "UPSTREAM", endTime: now });
    } else if (states.every((state) => state === "SUCCEEDED")) {
      const waitMs = passes ? delayMs + delayAfterMs : delayMs;
      const reached = { ...entry, reachedTime: now };
      if (waitMs > 0) nodes.set(number, { ...reached, state: "DELAYED", wakeTime: now + waitMs });
      else if (passes) nodes.set(number, { ...reached, state: "SUCCEEDED", readyTime: now, endTime: now });
      else nodes.set(number, { ...reached, state: "READY", readyTime: now });
    }
  }
}
