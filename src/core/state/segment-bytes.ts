/**
 * How much a segment's whole document takes, never less than it is. It costs what the header and the exchange with others
 * have: only for segments whose entries alone are large.
 */
import { pairsBytes, textBytes, valueBytes } from "./bson-bytes.js";
import type { FlowHeader } from "./flow-header.js";
import type { Segment } from "./segment.js";

/** Ids, counts, writers and what else is in all of them. */
const DOCUMENT = 4_000;
const HEAD = 60;
const LISTED = 10;
/** A global is a document with its key. */
const GLOBAL = 20;

export function segmentBytes(segment: Segment): number {
  let bytes = DOCUMENT + segment.bytes + headerBytes(segment.flow);
  for (const { queue } of segment.heads()) bytes += HEAD + textBytes(queue);
  for (const holder of segment.holders) bytes += LISTED + textBytes(holder);
  for (const lender of segment.holding.lenders()) bytes += LISTED + textBytes(lender);
  if (segment.isPart) bytes += valueBytes(segment.links);
  if (segment.hasFamily) bytes += valueBytes(segment.family.nesting);
  return bytes;
}

export function headerBytes({ labels, ...flow }: FlowHeader): number {
  return pairsBytes(labels) + valueBytes(flow) + GLOBAL * Object.keys(flow.globals ?? {}).length;
}
