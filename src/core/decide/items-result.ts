/**
 * What a task that ran for each item of a list results in: the list of the items' results, which stay where they are.
 */
import { LIMITS } from "../limits.js";
import { itemsInList } from "../state/item-lists.js";
import { isLong } from "../state/long-list.js";
import type { StoredPayload } from "../state/payload.js";
import type { Segment } from "../state/segment.js";

const JSON_TYPE = "application/json";
const EMPTY = Buffer.from("[]");
/** What a result that is no JSON takes around its bytes, roughly. */
const WRAPPING_BYTES = 80;

/** That of a long list is never put together: it counts as larger than a payload may be. */
export function itemsResult(segment: Segment, owner: number): StoredPayload {
  if (isLong(segment.entry(owner)?.list)) {
    return { contentType: JSON_TYPE, size: LIMITS.payloadBytes + 1, itemsOf: owner };
  }
  const items = itemsInList(segment, owner);
  if (items.length === 0) return { contentType: JSON_TYPE, size: EMPTY.length, data: EMPTY };
  const size = items.reduce((sum, number) => sum + 1 + elementBytes(segment.entry(number)?.result), 1);
  return { contentType: JSON_TYPE, size, itemsOf: owner };
}

/** The most that an element of the list takes. */
function elementBytes(result: StoredPayload | undefined): number {
  if (result === undefined) return 4;
  const { contentType, size, metadata = {}, metadataSize = 0 } = result;
  const bytes = Math.ceil(size / 3) * 4 + WRAPPING_BYTES + 6 * (contentType.length + metadataSize);
  return Object.entries(metadata).reduce((sum, [key, value]) => sum + 6 * (key.length + value.length + 6), bytes);
}
