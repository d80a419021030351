/**
 * What a task that ran for each item of a list results in: the list of the items' results, which stay where they are.
 */
import type { NodeEntry } from "../state/node-entry.js";
import type { StoredPayload } from "../state/payload.js";

const JSON_TYPE = "application/json";
const EMPTY = Buffer.from("[]");
/** What a result that is no JSON takes around its bytes, roughly. */
const WRAPPING_BYTES = 80;

export function itemsResult(
  entries: ReadonlyMap<number, NodeEntry>,
  owner: number,
  items: readonly number[],
): StoredPayload {
  if (items.length === 0) return { contentType: JSON_TYPE, size: EMPTY.length, data: EMPTY };
  const size = items.reduce((sum, number) => sum + 1 + elementBytes(entries.get(number)?.result), 1);
  return { contentType: JSON_TYPE, size, itemsOf: owner };
}

/** The most that an element of the list takes. */
function elementBytes(result: StoredPayload | undefined): number {
  if (result === undefined) return 4;
  const { contentType, size, metadata = {} } = result;
  const bytes = Math.ceil(size / 3) * 4 + WRAPPING_BYTES + 6 * contentType.length;
  return Object.entries(metadata).reduce((sum, [key, value]) => sum + 6 * (key.length + value.length + 6), bytes);
}
