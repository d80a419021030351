/**
 * The ids of payloads: "<segment id>/<incarnation>/<node, "input" or "flow">/<attempt>/<digest>". What lies in one run of a
 * flow has one beginning.
 */
import type { OldPayloads } from "./payload-store.js";

export interface PayloadKey {
  readonly segmentId: string;
  readonly incarnation: string;
  readonly node: number | "input" | "flow";
  readonly attempt: number;
  /** Of the content, without "/". */
  readonly digest: string;
}

export function payloadId({ segmentId, incarnation, node, attempt, digest }: PayloadKey): string {
  return `${segmentId}/${incarnation}/${node}/${attempt}/${digest}`;
}

/** Groups ids, given in their order, by segment and incarnation. */
export function groupPayloads(ids: readonly string[]): OldPayloads[] {
  const groups: { segmentId: string; incarnation: string; ids: string[] }[] = [];
  for (const id of ids) {
    const parts = id.split("/");
    const segmentId = parts.slice(0, -4).join("/");
    const incarnation = parts.at(-4) ?? "";
    const last = groups.at(-1);
    if (last?.segmentId === segmentId && last.incarnation === incarnation) last.ids.push(id);
    else groups.push({ segmentId, incarnation, ids: [id] });
  }
  return groups;
}

/** The number of the node in an id; NaN where it is none. */
export function nodeOfPayload(id: string): number {
  return Number(id.split("/").at(-3));
}
