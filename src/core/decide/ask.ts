/**
 * How a decision is asked for: an item of kind EVALUATE becomes ready.
 */
import type { CompiledNode } from "../definition/compiled-definition.js";
import type { Phase } from "../definition/definition.js";
import type { AttemptRecord, ItemSubject, NodeEntry } from "../state/node-entry.js";
import type { Segment } from "../state/segment.js";
import { isTerminalTask } from "../state/states.js";
import { attemptRecord } from "./attempt-history.js";
import type { Draft } from "./draft.js";
import { betweenAttempts, type EntryDraft, untouchedEntry } from "./entry-draft.js";

/** So many answers are kept for their repeats, the latest aside. */
const ANSWERS_KEPT = 3;

/** Whether the end of the node's attempts is evaluated: not where nothing can follow from it any more. */
export function asksEnd(draft: Draft, { evaluation }: CompiledNode): boolean {
  return evaluation?.end === true && draft.leadsOn;
}

/** The decision about the flow's output is missing. */
export function isEnding(segment: Segment): boolean {
  const number = segment.definition.flowNode && segment.control?.itemOf(undefined);
  return number !== undefined && !isTerminalTask(segment.stateOf(number));
}

/** Asks about the task of this entry, or about the flow itself. Its item is the one that was answered before, if there was one. */
export function ask(draft: Draft, about: number | undefined, phase: Phase): void {
  const { control } = draft.segment;
  if (control === undefined) throw new Error("only what is decided as a whole is evaluated");
  const known = control.itemOf(about);
  const before = known === undefined ? undefined : draft.entry(known);
  if (before?.state === "READY") throw new Error(`the ${phase} is asked about already, and nobody has it`);
  const item = before === undefined ? untouchedEntry() : askedAgain(draft, before);
  item.item = subjectOf(draft, about, phase);
  item.state = "READY";
  item.readyTime = draft.now;
  draft.put(known ?? control.nextNumber, item);
}

function subjectOf({ segment }: Draft, about: number | undefined, phase: Phase): ItemSubject {
  if (about === undefined) return { phase };
  const node = segment.control?.nodeOf(about) ?? about;
  return node === about ? { phase, node } : { phase, node, about };
}

/** The claims go on to be counted: they are the fence. */
function askedAgain({ now }: Draft, before: NodeEntry): EntryDraft {
  const history: readonly AttemptRecord[] =
    before.outcomeDigest === undefined
      ? (before.history ?? [])
      : [...(before.history ?? []), attemptRecord(before, "SUCCEEDED", 0, before.endTime ?? now)];
  return betweenAttempts(before, history.slice(-ANSWERS_KEPT));
}
