/**
 * Entries in the making: copies that a decision fills in and then hands to its draft. Built field by field, which is
 * several times faster than spreading, on the path that every completion takes.
 */
import type { ChildFlow } from "../state/nesting.js";
import type { NodeEntry } from "../state/node-entry.js";

export type EntryDraft = { -readonly [Field in keyof NodeEntry]: NodeEntry[Field] };

/** Of a node that nothing has happened to. */
export function untouchedEntry(): EntryDraft {
  return { state: "PENDING", version: 0, attempt: 0, tries: 0, losses: 0 };
}

/** Of a node that begins: for the first time, or once more after it was taken back. The fence and the history are kept. */
export function beginningEntry(entry: NodeEntry | undefined): EntryDraft {
  return entry === undefined ? untouchedEntry() : { ...entry };
}

/** What outlives an attempt; what belongs to the one that is over, or to a wait, is left out. */
export function betweenAttempts(entry: NodeEntry, history = entry.history): EntryDraft {
  const { state, attempt, tries, losses, readyBy, reachedTime, readyTime, origin } = entry;
  const copy: EntryDraft = { state, version: 0, attempt, tries, losses };
  if (readyBy !== undefined) copy.readyBy = readyBy;
  if (reachedTime !== undefined) copy.reachedTime = reachedTime;
  if (readyTime !== undefined) copy.readyTime = readyTime;
  if (history !== undefined && history.length > 0) copy.history = history;
  if (origin !== undefined) copy.origin = origin;
  keepDecided(copy, entry);
  if (entry.reversal !== undefined || entry.scope !== undefined) keepUndone(copy, entry);
  return copy;
}

/** What it is, what was decided or computed for the instance, and what its items have left: most have none of it. */
function keepDecided(copy: EntryDraft, from: NodeEntry): void {
  const { item, list, fence, each, startDecided, plan, context, contextOf, memo, input, rounds, metadata } = from;
  if (item !== undefined) copy.item = item;
  if (list !== undefined) copy.list = list;
  if (fence !== undefined) copy.fence = fence;
  if (each !== undefined) copy.each = each;
  if (startDecided !== undefined) copy.startDecided = startDecided;
  if (plan !== undefined) copy.plan = plan;
  if (context !== undefined) copy.context = context;
  if (contextOf !== undefined) copy.contextOf = contextOf;
  if (memo !== undefined) copy.memo = memo;
  if (input !== undefined) copy.input = input;
  if (rounds !== undefined) copy.rounds = rounds;
  if (metadata !== undefined) copy.metadata = metadata;
}

/** What its execution resulted in outlives it where it is undone; and of a controller the history of its scope. */
function keepUndone(copy: EntryDraft, { reversal, scope, result, failure, fired }: NodeEntry): void {
  if (scope !== undefined) copy.scope = scope;
  if (reversal === undefined) return;
  copy.reversal = reversal;
  if (result !== undefined) copy.result = result;
  if (failure !== undefined) copy.failure = failure;
  if (fired !== undefined) copy.fired = fired;
}

/** Of a node's next run: new, or, where it was reset, with what has been before. */
export function freshEntry(entry: NodeEntry | undefined): EntryDraft {
  return entry === undefined ? untouchedEntry() : betweenAttempts(entry);
}

/** All of the attempt that is under way, but no wait and no deferral; a flow that it was is over. */
export function withinAttempt(entry: NodeEntry, history = entry.history): EntryDraft {
  const { claim, startTime, progress, outcomeDigest, requestId, child } = entry;
  const copy = betweenAttempts(entry, history);
  if (claim !== undefined) copy.claim = claim;
  if (startTime !== undefined) copy.startTime = startTime;
  if (progress !== undefined) copy.progress = progress;
  if (outcomeDigest !== undefined) copy.outcomeDigest = outcomeDigest;
  if (requestId !== undefined) copy.requestId = requestId;
  if (child !== undefined) copy.child = overChild(child);
  return copy;
}

/** What is kept of a flow that is not waited for any more. */
function overChild({ spawned }: ChildFlow): ChildFlow {
  if (spawned === undefined) return { over: true };
  const { input, ...kept } = spawned;
  return { over: true, spawned: { ...kept, labels: {} } };
}
