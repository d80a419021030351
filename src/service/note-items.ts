/**
 * Tells the audit log what became of the tasks that one message was about.
 */

import type { CompletionVerdict } from "#gen/lazyengine/v1/index.js";
import type { AboutTask, Call } from "./call.js";
import { okStatus } from "./error-status.js";

/** A verdict for each item, in their order. */
export function noteItems(
  call: Pick<Call, "noteItem">,
  items: readonly AboutTask[],
  verdicts: readonly Pick<CompletionVerdict, "status">[],
): void {
  const { noteItem } = call;
  // Most servers keep no account of single tasks.
  if (noteItem === undefined) return;
  for (const [index, item] of items.entries()) noteItem(item, verdicts[index]?.status ?? okStatus());
}
