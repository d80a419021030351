/**
 * The segments in which permits are held, for many lenders at once: each segment is read once, whoever has lent what is held there.
 */
import type { Collection } from "mongodb";
import type { SegmentRecord } from "../segment-record.js";
import { reaching } from "./mongo-errors.js";
import type { SegmentDocument } from "./segment-document.js";
import { readLentBy } from "./segment-queries.js";

export interface LentRequest {
  readonly namespace: string;
  readonly lender: string;
}

/** For each request, in their order. */
export async function readLent(
  segments: Collection<SegmentDocument>,
  requests: readonly LentRequest[],
  read: (ids: readonly string[]) => Promise<readonly (SegmentRecord | undefined)[]>,
): Promise<readonly (readonly SegmentRecord[])[]> {
  const namespaces = new Set(requests.map(({ namespace }) => namespace));
  const reads = [...namespaces].map((namespace) => {
    const lenders = requests.filter((request) => request.namespace === namespace).map(({ lender }) => lender);
    return reaching(() => readLentBy(segments, namespace, lenders));
  });
  const rows = (await Promise.all(reads)).flat();
  const records = rows.length === 0 ? [] : await read(rows.map(({ _id }) => _id));
  const found = new Map(requests.map(({ lender }) => [lender, [] as SegmentRecord[]]));
  for (const [index, { lenders }] of rows.entries()) {
    const record = records[index];
    if (record !== undefined) for (const lender of lenders) found.get(lender)?.push(record);
  }
  return requests.map(({ lender }) => found.get(lender) ?? []);
}
