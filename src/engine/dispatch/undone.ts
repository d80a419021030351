/**
 * What a REVERT item is handed of what it is to undo, and a controller's items of what has failed in its scope.
 */

import { itemsResult } from "../../core/decide/items-result.js";
import { scopeAttempts } from "../../core/decide/scope-history.js";
import { LIMITS } from "../../core/limits.js";
import type { StoredFailure } from "../../core/state/failure.js";
import type { NodeEntry } from "../../core/state/node-entry.js";
import type { Outcome } from "../../core/state/outcome.js";
import type { StoredPayload } from "../../core/state/payload.js";
import type { ScopeAttempt } from "../../core/state/reversal.js";
import type { Segment } from "../../core/state/segment.js";
import type { ReadyTask } from "../values.js";
import { Budget, fittingFailure, sumOfSizes, withFittingFailures, withFittingValues } from "../views/fitting.js";
import { failuresValue, payloadsOfAttempts, scopeHistoryValue } from "../views/reversal-value.js";
import type { PayloadLookup } from "../views/stored-payloads.js";

/** An outcome that a work item is about, without what repeats are recognised by. */
export type Own =
  | Outcome
  | { readonly kind: "result"; readonly result: StoredPayload }
  | { readonly kind: "failure"; readonly failure: StoredFailure };

export interface Undone {
  readonly failures?: readonly (readonly [name: string, failure: StoredFailure])[];
  readonly history?: readonly ScopeAttempt[];
  /** Some payloads are left out. */
  readonly truncated?: boolean;
}

/** Of a REVERT item: what its task resulted in, or why it failed; where it ran for each item of a list the list of their results, also where it failed. */
export function ownOfRevert(segment: Segment, number: number, entry: NodeEntry): Own | undefined {
  const { reversal, result, failure, list } = entry;
  if (reversal?.begun !== true) return undefined;
  if (list !== undefined) {
    return { kind: "result", result: itemsResult(segment, number) };
  }
  if (failure !== undefined) return { kind: "failure", failure };
  return result === undefined ? undefined : { kind: "result", result };
}

export function undoneBeside(segment: Segment, number: number, entry: NodeEntry): Undone {
  const { definition, flow } = segment;
  const controller = entry.item === undefined ? number : entry.item.node;
  const isController = controller !== undefined && definition.scopes?.controlledBy.has(controller) === true;
  const attempts = isController ? scopeAttempts(segment.entry(controller) ?? entry) : [];
  const history = attempts.length === 0 ? {} : { history: attempts };
  if (entry.item?.phase === "FAILURE") {
    const failed = attempts.at(-1)?.failures ?? [];
    return { ...history, failures: failed.slice(0, LIMITS.resultsPerTask).map(({ task, failure }) => [task, failure]) };
  }
  if (entry.reversal?.begun !== true || flow.reversion === undefined) return history;
  const failures = flow.reversion.failed.slice(0, LIMITS.resultsPerTask).flatMap((failed) => {
    const failure = segment.entry(failed)?.failure;
    return failure === undefined ? [] : [[segment.taskId(failed), failure] as const];
  });
  return { ...history, failures };
}

/** What of it fits into so many bytes. */
export function fittingUndone(undone: Undone, room: number): Undone {
  const { failures, history } = undone;
  if (sumOfSizes(payloadsOfUndone(undone)) <= room) return undone;
  const budget = new Budget(room);
  const valued = history && withFittingValues(history, budget);
  const named = failures?.map(([name, failure]) => [name, fittingFailure(failure, budget)] as const);
  return {
    ...(named !== undefined && { failures: named }),
    ...(valued !== undefined && { history: withFittingFailures(valued, budget) }),
    truncated: true,
  };
}

export function payloadsOfUndone({ failures = [], history = [] }: Undone): (StoredPayload | undefined)[] {
  return [...failures.map(([, failure]) => failure.body), ...payloadsOfAttempts(history)];
}

/** Beside the payloads, roughly. */
export function bytesOfUndone({ failures = [], history = [] }: Undone): number {
  const named = [
    ...failures,
    ...history.flatMap((attempt) => attempt.failures.map(({ task, failure }) => [task, failure] as const)),
  ];
  return named.reduce(
    (sum, [name, { type, message }]) => sum + 4 * (name.length + type.length + message.length) + 64,
    0,
  );
}

export function undoneValue(
  { failures, history, truncated = false }: Undone,
  lookup: PayloadLookup,
): Pick<ReadyTask, "failures" | "history" | "failuresTruncated"> {
  return {
    failuresTruncated: truncated,
    ...(failures !== undefined && { failures: failuresValue(failures, lookup) }),
    ...(history !== undefined && { history: scopeHistoryValue(history, lookup) }),
  };
}
