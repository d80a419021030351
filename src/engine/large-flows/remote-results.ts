/**
 * The results that a task reads of other segments.
 */
import type { RemoteNode } from "../../core/definition/compiled-definition.js";
import { LIMITS } from "../../core/limits.js";
import type { StoredPayload } from "../../core/state/payload.js";
import type { SegmentAddress } from "../../core/state/segment.js";
import { segmentId } from "../../store/segment-id.js";
import type { Machinery } from "../machinery.js";

export type NamedResult = readonly [taskId: string, result: StoredPayload];

/** What a delivery lacks as long as it has only been looked at where it was claimed. */
export interface RemoteReads {
  readonly address: SegmentAddress;
  readonly nodes: readonly RemoteNode[];
}

export interface RemoteResults {
  readonly results: readonly NamedResult[];
  /** There are more than fit. */
  readonly truncated: boolean;
}

/**
 * In the order of the segments, as far as `room` goes. Of a task that is waited for this process may know the result:
 * it was stored before anybody heard of it. All else is read.
 */
export async function remoteResults(
  machinery: Pick<Machinery, "store" | "committer">,
  { address, nodes }: RemoteReads,
  room: { readonly results: number; readonly bytes: number },
): Promise<RemoteResults> {
  const results: NamedResult[] = [];
  let bytes = 0;
  for (const [segment, group] of bySegment(nodes)) {
    const found = await resultsIn(machinery, { ...address, segment }, group);
    for (const one of found) {
      bytes += one[1].size;
      if (results.length === room.results || bytes > room.bytes) return { results, truncated: true };
      results.push(one);
    }
  }
  return { results, truncated: false };
}

/** How much more fits beside what a delivery has already. */
export function roomBeside(results: readonly NamedResult[]) {
  const bytes = results.reduce((sum, [, { size }]) => sum + size, 0);
  return { results: LIMITS.resultsPerTask - results.length, bytes: LIMITS.resultsBytes - bytes };
}

async function resultsIn(
  { store, committer }: Pick<Machinery, "store" | "committer">,
  address: SegmentAddress,
  nodes: readonly RemoteNode[],
): Promise<NamedResult[]> {
  const id = segmentId(address);
  const copy = committer.cache.peek(id)?.segment;
  const known = new Map<number, StoredPayload>();
  for (const { number, awaited } of nodes) {
    const result = awaited ? copy?.entry(number)?.result : undefined;
    if (result !== undefined) known.set(number, result);
  }
  const unknown = nodes.filter(({ number }) => !known.has(number)).map(({ number }) => number);
  const record = unknown.length === 0 ? undefined : await store.segments.readNodes(id, unknown);
  return nodes.flatMap(({ number, name }): NamedResult[] => {
    const result = known.get(number) ?? record?.nodes.get(number)?.result;
    return result === undefined ? [] : [[name, result]];
  });
}

function bySegment(nodes: readonly RemoteNode[]): Map<number, RemoteNode[]> {
  const groups = new Map<number, RemoteNode[]>();
  for (const node of nodes) {
    const group = groups.get(node.segment);
    if (group === undefined) groups.set(node.segment, [node]);
    else group.push(node);
  }
  return new Map([...groups].sort(([a], [b]) => a - b));
}
