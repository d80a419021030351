/**
 * The law of the working copy: after every decision its indexes are those of a copy that is built anew from what is
 * stored.
 */

import { isDeepStrictEqual } from "node:util";
import { expect } from "vitest";
import { freePermits } from "../../src/core/state/permits.js";
import { readyNodes } from "../../src/core/state/ready-queues.js";
import { Segment } from "../../src/core/state/segment.js";

export function expectTrueIndexes(segment: Segment): void {
  const { address, definition, version, flow, entries } = segment;
  // What has been delivered and is still stored is known to this copy alone.
  const links = { ...segment.links, outbox: segment.post.open() };
  const nesting = { ...segment.family.nesting, outbox: segment.family.open() };
  const rebuilt = new Segment(address, definition, version, { flow, nodes: entries, links, nesting });
  const [actual, expected] = [indexesOf(segment), indexesOf(rebuilt)];
  // The quick comparison first: this runs for thousands of segments.
  if (!isDeepStrictEqual(actual, expected)) expect(actual).toEqual(expected);
  const lost: string[] = [];
  for (const [node, entry] of entries) {
    lost.push(...undefinedFields(entry).map((field) => `${field} of node ${node}`));
    for (const { requestId } of [entry, ...(entry.history ?? [])]) {
      if (requestId === undefined) continue;
      const found = segment.nodeOfRequest(requestId) === node && rebuilt.nodeOfRequest(requestId) === node;
      if (!found) lost.push(`request ${requestId} of node ${node}`);
    }
  }
  expect(lost, "what no store would keep, or no index finds").toEqual([]);
  expect(undefinedFields(flow)).toEqual([]);
}

function indexesOf(segment: Segment) {
  const { counts, heldCount, holders, offers, bytes } = segment;
  const queues = segment.ready.queues().sort();
  return {
    counts: new Map([...counts].sort()),
    heldCount,
    held: holders.map((holder) => [holder, [...segment.heldBy(holder)].sort()]),
    offers,
    freePermits: freePermits(segment),
    bytes,
    unmet: segment.definition.nodes.map(({ number }) => segment.unmet(number)),
    ready: queues.map((queue) => [queue, segment.ready.first(queue), segment.ready.count(queue)]),
    readyNodes: readyNodes(segment),
    heads: segment.heads(),
    alarm: segment.nextAlarm()?.time,
    wakeTime: segment.wakeTime(),
    control: segment.control?.summary(),
    reversals: segment.reversals?.summary(),
    children: [[...segment.family.children].sort(), segment.family.activeCount],
  };
}

function undefinedFields(value: object): string[] {
  return Object.entries(value).flatMap(([key, field]) => {
    if (field === undefined) return [key];
    if (typeof field !== "object" || field === null || field instanceof Uint8Array) return [];
    return undefinedFields(field).map((inner) => `${key}.${inner}`);
  });
}
