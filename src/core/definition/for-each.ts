/**
 * Tasks that run once for each item of a list, made ready for deciding.
 */
import type { ListItem } from "../state/node-entry.js";
import type { StoredPayload } from "../state/payload.js";
import type { CompiledNode } from "./compiled-definition.js";
import type { ForEach, Timeouts } from "./definition.js";
import { JsonList } from "./json-list.js";

export interface NodeItems extends Pick<ForEach, "maxParallel" | "toleratedFailures" | "retry"> {
  /** As each item runs: by itself, tried once, with the timeouts of a claim. */
  readonly node: CompiledNode;
  /** How many the definition names. */
  readonly count: number;
}

const JSON_TYPE = "application/json";

/** A node whose task runs for each item keeps the timeouts of the whole; its items those of a claim. */
export function withItems(node: CompiledNode): CompiledNode {
  const { task } = node;
  const { forEach } = task;
  if (forEach === undefined) return node;
  const { retry: _retry, evaluate: _evaluate, ...rest } = task;
  const { evaluation, ...kept } = node;
  const { maxParallel, toleratedFailures, retry } = forEach;
  const elements = itemsOf(forEach);
  const item: CompiledNode = {
    ...kept,
    task: { ...rest, timeouts: timeoutsOfItem(task.timeouts), delayMs: 0, delayAfterMs: 0 },
    retry: undefined,
    elements,
  };
  return {
    ...kept,
    ...(evaluation !== undefined && { evaluation }),
    task: { ...task, timeouts: timeoutsOfWhole(task.timeouts) },
    items: { node: item, count: elements.count, maxParallel, toleratedFailures, retry },
  };
}

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
export function itemContent({ elements }: CompiledNode, { content, index }: ListItem): StoredPayload | undefined {
  if (content !== undefined || elements === undefined) return content;
  const data = elements.at(index);
  return { contentType: JSON_TYPE, size: data.length, data };
}
