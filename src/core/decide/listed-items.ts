/**
 * Which items a task runs for, where no plan has brought them: those of its literal list, or what its expression gives.
 */
import type { NodeItems } from "../definition/compiled-definition.js";
import { ExpressionFault } from "../expressions/fault.js";
import { LIMITS } from "../limits.js";
import type { StoredFailure } from "../state/failure.js";
import type { StoredPayload } from "../state/payload.js";
import type { Draft } from "./draft.js";
import type { EntryDraft } from "./entry-draft.js";
import { expressionFailure, jsonPayload } from "./expression-values.js";

export interface ListedItems {
  readonly count: number;
  /** Absent = as the definition has them. */
  readonly contents?: readonly StoredPayload[];
}

/** Where nothing is known of results, an expression gives one item, which is null. */
export function listedItems(
  draft: Draft,
  number: number,
  { count, expression }: NodeItems,
  entry: EntryDraft,
): ListedItems | { readonly failure: StoredFailure } {
  if (expression === undefined) return { count };
  if (draft.expressions.areAssumed) return { count: 1, contents: [jsonPayload(null)] };
  try {
    const items = draft.expressions.list(expression, { number, entry });
    // More than that are not made.
    const contents = items.length > LIMITS.itemsPerTask ? [] : items.map(jsonPayload);
    return { count: items.length, contents };
  } catch (error) {
    if (!(error instanceof ExpressionFault)) throw error;
    return { failure: expressionFailure(expression, error) };
  }
}
