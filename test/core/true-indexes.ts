/**
 * The law of the working copy: after every decision its indexes are those of a copy that is built anew from what is
 * stored.
 */
import { expect } from "vitest";
import { Segment } from "../../src/core/segment.js";

export function expectTrueIndexes(segment: Segment): void {
  const { address, definition, version, flow, entries } = segment;
  const rebuilt = new Segment(address, definition, version, { flow, nodes: entries });
  expect(indexesOf(segment)).toEqual(indexesOf(rebuilt));
  for (const [node, entry] of entries) {
    expect(undefinedFields(entry), `fields of node ${node} that no store would keep`).toEqual([]);
    for (const { requestId } of [entry, ...(entry.history ?? [])]) {
      if (requestId === undefined) continue;
      expect(segment.nodeOfRequest(requestId)).toBe(node);
      expect(rebuilt.nodeOfRequest(requestId)).toBe(node);
    }
  }
  expect(undefinedFields(flow)).toEqual([]);
}

function indexesOf(segment: Segment) {
  const { counts, heldCount, holders, offers, freePermits, bytes } = segment;
  const queues = segment.readyQueues().sort();
  return {
    counts: new Map([...counts].sort()),
    heldCount,
    held: holders.map((holder) => [holder, [...segment.heldBy(holder)].sort()]),
    offers,
    freePermits,
    bytes,
    unmet: segment.definition.nodes.map(({ number }) => segment.unmet(number)),
    ready: queues.map((queue) => [queue, segment.readyHead(queue), segment.readyCount(queue)]),
    readyNodes: segment.readyNodes(),
    heads: segment.heads(),
    alarm: segment.nextAlarm()?.time,
    wakeTime: segment.wakeTime(),
  };
}

function undefinedFields(value: object): string[] {
  return Object.entries(value).flatMap(([key, field]) => {
    if (field === undefined) return [key];
    if (typeof field !== "object" || field === null || field instanceof Uint8Array) return [];
    return undefinedFields(field).map((inner) => `${key}.${inner}`);
  });
}
