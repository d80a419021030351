/**
 * The input of a task that is computed: when its turn comes, and anew for each of its rounds.
 */
import { ExpressionFault } from "../expressions/fault.js";
import type { Cause } from "../state/node-entry.js";
import type { Draft } from "./draft.js";
import type { EntryDraft } from "./entry-draft.js";
import { expressionFailure, jsonPayload } from "./expression-values.js";

/** Puts the input into the entry. False where it cannot be computed: then the task has failed. */
export function bindInput(draft: Draft, number: number, entry: EntryDraft, cause: Cause | undefined): boolean {
  // A further instance is not put down yet.
  const { bindings } = draft.node(entry.origin?.node ?? number);
  if (bindings === undefined || draft.expressions.areAssumed) return true;
  const members: Record<string, unknown> = Object.assign(Object.create(null), bindings.base);
  for (const [key, expression] of bindings.expressions) {
    try {
      members[key] = draft.expressions.value(expression, { number, entry });
    } catch (error) {
      if (!(error instanceof ExpressionFault)) throw error;
      entry.state = "FAILED";
      entry.failure = expressionFailure(expression, error);
      // That of an earlier round is none for this one.
      delete entry.input;
      entry.endTime = draft.now;
      draft.put(number, entry, cause);
      return false;
    }
  }
  entry.input = jsonPayload(members);
  return true;
}
