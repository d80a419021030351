/**
 * A standstill: nothing is under way, and what has not run waits for each other. It is decided, never left hanging.
 */

import type { ControlIndex } from "../state/control-index.js";
import type { Cause } from "../state/node-entry.js";
import { isUntouched } from "../state/reversal.js";
import { skipTask } from "./close-task.js";
import { isUnderWay } from "./conclusion.js";
import type { Draft } from "./draft.js";
import { closeUnmet, isAsked } from "./joins.js";

/**
 * Decides one task that waits, and says whether there was one. First what waits for nothing that has not been decided:
 * nothing leads to it. Then a join that something has arrived at: slots still open count as dead. Then any. Of several
 * the first in definition order.
 */
export function resolveStandstill(draft: Draft, control: ControlIndex, cause: Cause | undefined): boolean {
  const { segment, work } = draft;
  if (!draft.leadsOn || draft.flow.startTime === undefined || isUnderWay(segment)) return false;
  const waiting = segment.count("PENDING") > (segment.reversals?.withheld ?? 0);
  const compiled = segment.definition.control?.nodes ?? [];
  let arrived: number | undefined;
  let first: number | undefined;
  for (const [node, { join, sources }] of compiled.entries()) {
    const isWaiting = waiting && isUntouched(segment.entry(node));
    if (isWaiting) {
      first ??= node;
      work.addLooks(1 + sources.length);
      if (!sources.some((source) => segment.stateOf(source) === "PENDING")) {
        skipTask(draft, node, "UPSTREAM");
        return true;
      }
    }
    if (arrived === undefined && join !== undefined && isAsked(control, node) && control.firedSlots(node) > 0) {
      arrived = node;
    }
  }
  const node = arrived ?? first;
  if (node === undefined) return false;
  const join = compiled[node]?.join;
  if (join !== undefined) closeUnmet(draft, control, { node, join, cause });
  else skipTask(draft, node, "UPSTREAM");
  return true;
}
