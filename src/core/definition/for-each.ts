/**
 * Tasks that run once for each item of a list, made ready for deciding.
 */
import type { ListItem } from "../state/node-entry.js";
import type { StoredPayload } from "../state/payload.js";
import type { ForEach, Timeouts } from "./definition.js";
import { JsonList } from "./json-list.js";

const JSON_TYPE = "application/json";

/** Those that an item has of its task. */
export function timeoutsOfItem({ attemptMs: _attempt, totalMs: _total, ...claimed }: Timeouts): Timeouts {
  return claimed;
}

/** Those of the task as the sum of its items. */
export function timeoutsOfWhole({ attemptMs, totalMs }: Timeouts): Timeouts {
  return { ...(attemptMs !== undefined && { attemptMs }), ...(totalMs !== undefined && { totalMs }) };
}

/** The items that the definition names. */
export function itemsOf({ literal }: ForEach): JsonList {
  return new JsonList(literal?.data ?? new Uint8Array());
}

/** What an item of a list is: as it was planned, else as the definition has it. `node`: its own. */
export function itemContent(
  { elements }: { readonly elements?: JsonList },
  { content, index }: ListItem,
): StoredPayload | undefined {
  if (content !== undefined || elements === undefined) return content;
  const data = elements.at(index);
  return { contentType: JSON_TYPE, size: data.length, data };
}
