/**
 * The moment in which a task's turn comes.
 */
import type { CompiledNode } from "../definition/compiled-definition.js";
import { isNoop } from "../definition/definition.js";
import type { Cause, Origin } from "../state/node-entry.js";
import { delayAfterMsOf, delayMsOf } from "../state/planned.js";
import { causesOfRun, contextSource } from "../state/task-causes.js";
import { ask, asksEnd } from "./ask.js";
import { beginItems } from "./begin-items.js";
import { bindInput } from "./bindings.js";
import type { Draft } from "./draft.js";
import { beginningEntry, type EntryDraft } from "./entry-draft.js";

/** The dependencies of the node hold: its start is evaluated, or its turn comes. */
export function reach(draft: Draft, number: number, cause: Cause | undefined, origin?: Origin): void {
  const node = draft.node(origin?.node ?? number);
  const entry = beginningEntry(draft.entry(number));
  if (origin !== undefined) entry.origin = origin;
  entry.reachedTime = draft.now;
  const handed = contextHanded(draft, number, origin);
  if (handed !== undefined) entry.contextOf = handed;
  if (node.evaluation?.start !== true) {
    takeTurn(draft, number, { node, entry, cause });
    return;
  }
  askStart(draft, number, entry);
}

/** It waits for the decision whether it runs, and how. */
export function askStart(draft: Draft, number: number, entry: EntryDraft): void {
  entry.state = "DELAYED";
  entry.startDecided = false;
  entry.evaluation = { phase: "START" };
  draft.put(number, entry);
  ask(draft, number, "START");
}

/** The entry whose context all that led here hand on; undefined where there are several, or none. */
function contextHanded({ segment }: Draft, number: number, origin: Origin | undefined): number | undefined {
  const { control } = segment.definition;
  if (control === undefined || segment.control?.hasContexts !== true) return undefined;
  const causes = causesOfRun(control, segment.entries, number, origin);
  const [first, ...others] = new Set(causes.map(([from]) => contextSource(segment.entries, from)));
  return others.length > 0 ? undefined : first;
}

export interface Turn {
  readonly node: CompiledNode;
  readonly entry: EntryDraft;
  readonly cause: Cause | undefined;
}

/** It is ready, or waits for its delay; a no-op is done. */
export function takeTurn(draft: Draft, number: number, { node, entry, cause }: Turn): void {
  const { now } = draft;
  if (node.bindings !== undefined && !bindInput(draft, number, entry, cause)) return;
  const passes = isNoop(node.task);
  const delayMs = delayMsOf(node, entry) + (passes ? delayAfterMsOf(node, entry) : 0);
  if (delayMs > 0) {
    entry.state = "DELAYED";
    entry.wakeTime = now + delayMs;
    draft.put(number, entry);
    return;
  }
  if (cause !== undefined && node.items === undefined) entry.readyBy = cause;
  begin(draft, number, { node, entry, cause });
}

/** Nothing is waited for any more: it is ready; a no-op is done; of a task that runs for each item of a list these begin. */
export function begin(draft: Draft, number: number, { node, entry, cause }: Turn): void {
  const isAsked = entry.item !== undefined;
  if (!isAsked && node.items !== undefined) beginItems(draft, number, entry, cause);
  else if (!isAsked && isNoop(node.task)) passNoop(draft, number, entry, cause);
  else {
    entry.state = "READY";
    entry.readyTime = draft.now;
    draft.put(number, entry);
  }
}

/** A no-op is done. */
export function passNoop(draft: Draft, number: number, entry: EntryDraft, cause: Cause | undefined): void {
  entry.readyTime = draft.now;
  entry.startTime = draft.now;
  if (entry.reversal === undefined && asksEnd(draft, draft.node(entry.origin?.node ?? number))) {
    entry.state = "RUNNING";
    entry.evaluation = { phase: "END" };
    draft.put(number, entry);
    ask(draft, number, "END");
    return;
  }
  entry.state = "SUCCEEDED";
  entry.endTime = draft.now;
  draft.put(number, entry, cause);
}
