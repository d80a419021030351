/**
 * Concurrency keys: tasks that name the same one share its limit, whatever their flows and queues. Each key's tasks of a queue
 * wait in a queue of their own beside it, whose name no caller can give: what waits for its key is then passed over without
 * being looked at, and found at once when the key has room.
 */
import type { TaskDefinition } from "./definition.js";

const MARK = "\u0004";

/** Where those of the queue wait that name the key; the queue itself without one. */
export function keyedQueue(queue: string, { concurrencyKey }: Pick<TaskDefinition, "concurrencyKey">): string {
  return concurrencyKey === undefined || concurrencyKey === "" ? queue : `${queue}${MARK}${concurrencyKey}`;
}

/** The queue that sessions take from, of whatever key. */
export function unkeyedQueue(queue: string): string {
  const mark = queue.indexOf(MARK);
  return mark < 0 ? queue : queue.slice(0, mark);
}

/** The name under which the limit of the queue's key is kept among those of queues; undefined where it has no key. */
export function limitOfKeyed(queue: string): string | undefined {
  const mark = queue.indexOf(MARK);
  return mark < 0 ? undefined : queue.slice(mark);
}

/** All keyed queues beside one begin with this. */
export function keyedPrefix(queue: string): string {
  return `${queue}${MARK}`;
}

/** The name under which a key's limit is kept among those of queues. */
export function limitOfKey(key: string): string {
  return `${MARK}${key}`;
}

/** Whether a limit is that of a key. */
export function isKeyLimit(name: string): boolean {
  return name.startsWith(MARK);
}

/** The key whose limit it is. */
export function keyOfLimit(name: string): string {
  return name.slice(MARK.length);
}
