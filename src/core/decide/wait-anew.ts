/**
 * The time in which nothing was offered does not count against the tasks that waited.
 */
import { readyNodes } from "../state/ready-queues.js";
import type { Draft } from "./draft.js";

export function waitAnew(draft: Draft): void {
  const { control } = draft.segment;
  for (const number of [...readyNodes(draft.segment), ...(control?.lists.running ?? [])]) {
    const entry = draft.entry(number);
    if (entry !== undefined) draft.put(number, { ...entry, readyTime: draft.now });
  }
}
