/**
 * The flow's globals: patched key by key, in the order of commits.
 */
import type { TaskDecision } from "../state/task-decision.js";
import type { Draft } from "./draft.js";

export function putGlobals(draft: Draft, { globals }: TaskDecision): void {
  if (Object.keys(globals).length > 0) draft.putFlow({ globals: { ...draft.flow.globals, ...globals } });
}
