/**
 * A scope is tried again: what lies behind its controller is as if nothing had happened to it, and the controller runs.
 */
import type { NodeEntry } from "../state/node-entry.js";
import { isUntouched } from "../state/reversal.js";
import { withLastAttempt } from "./attempt-history.js";
import type { Draft } from "./draft.js";
import type { EntryDraft } from "./entry-draft.js";
import { nodesBehind } from "./intents.js";
import { forgetItems } from "./items-again.js";
import { decideJoin } from "./joins.js";
import { reach } from "./reach.js";
import { attemptOf } from "./scope-history.js";

/** Of a node in the indexes of a segment, in edges drawn. */
const INDEXED = 2;

export function restartScope(draft: Draft, controller: number, delayMs: number | undefined): void {
  const entry = draft.entry(controller);
  if (entry === undefined) throw new Error(`controller ${controller} has no entry`);
  // The indexes are built anew, and the entry has all of its attempts.
  draft.work.add(INDEXED * draft.segment.definition.nodes.length + (entry.scope?.retries ?? 0));
  draft.put(controller, retrying(draft, entry, delayMs));
  const numbers = resettable(draft, controller);
  for (const number of numbers) forgetItems(draft, number);
  for (const number of numbers) reset(draft, number);
  const { reversion } = draft.flow;
  if (reversion !== undefined) {
    const again = new Set(numbers);
    draft.putFlow({ reversion: { ...reversion, failed: reversion.failed.filter((number) => !again.has(number)) } });
  }
  reach(draft, controller, draft.completion);
  decideJoins(draft, numbers);
}

/** What lies elsewhere may have ended so that some can never run. */
function decideJoins(draft: Draft, numbers: readonly number[]): void {
  const { control } = draft.segment;
  if (control === undefined) return;
  for (const number of numbers) {
    if (isUntouched(draft.entry(number))) decideJoin(draft, control, number, draft.completion);
  }
}

function retrying(draft: Draft, entry: NodeEntry, delayMs: number | undefined): EntryDraft {
  const { retries, attempts } = entry.scope ?? { retries: 0, attempts: [] };
  const again = resetEntry(draft, entry);
  again.state = "RETRYING";
  again.scope = {
    retries: retries + 1,
    attempts: attempts.length > retries ? attempts : [...attempts, attemptOf(entry)],
  };
  if (entry.memo !== undefined) again.memo = entry.memo;
  if (delayMs !== undefined) again.plan = { delayMs };
  return again;
}

/** What lies behind the controller, but for what something else that is undone lies before: that is to stay undone. */
function resettable(draft: Draft, controller: number): number[] {
  const { nodes } = draft.segment.definition;
  const behind = nodesBehind(draft, controller);
  const own = new Set([controller, ...behind]);
  const isHeld = (number: number) => !own.has(number) && draft.entry(number)?.reversal !== undefined;
  const held = new Set(behind.filter((number) => nodes[number]?.dependencies.some(isHeld) === true));
  // What lies behind it is appended meanwhile.
  for (const next of held) for (const successor of nodes[next]?.successors ?? []) held.add(successor);
  return behind.filter((number) => !held.has(number));
}

function reset(draft: Draft, number: number): void {
  const entry = draft.entry(number);
  if (entry !== undefined && !isUntouched(entry)) draft.put(number, resetEntry(draft, entry));
}

/** What outlives a run: the fence, and what repeats of completions are recognised by. */
function resetEntry(draft: Draft, entry: NodeEntry): EntryDraft {
  const { attempt, origin, state, fence } = entry;
  const hasRun = state !== "SKIPPED" && state !== "PENDING";
  const history = hasRun ? withLastAttempt(entry, draft.now) : (entry.history ?? []);
  const next: EntryDraft = { state: "PENDING", version: 0, attempt, tries: 0, losses: 0 };
  if (history.length > 0) next.history = history;
  if (origin !== undefined) next.origin = origin;
  if (fence !== undefined) next.fence = fence;
  return next;
}
