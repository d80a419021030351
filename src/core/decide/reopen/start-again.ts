/**
 * A task is run again as it was to run: what was decided before it ran stands, and what was not decided yet is asked anew.
 */
import type { NodeEntry } from "../../state/node-entry.js";
import { nodeOfEntry } from "../../state/planned.js";
import type { Draft } from "../draft.js";
import type { EntryDraft } from "../entry-draft.js";
import { forgetItems } from "../items-again.js";
import { takenBack } from "./taken-back.js";

/** Of a plan of which pages are missing nothing is left: who is asked anew begins with the first. */
export function startedAgain(draft: Draft, number: number, entry: NodeEntry): EntryDraft {
  const { definition } = draft.segment;
  if (nodeOfEntry(definition, number, entry)?.evaluation?.start !== true) return takenBack(entry, draft.now);
  const startDecided = entry.startDecided ?? wasDecided(entry);
  if (startDecided || entry.list === undefined) return { ...takenBack(entry, draft.now), startDecided };
  forgetItems(draft, number);
  const { list, plan, context, memo, ...kept } = takenBack(draft.entry(number) ?? entry, draft.now);
  return { ...kept, startDecided };
}

/** As far as the entry of an earlier build, which does not say so, tells. */
function wasDecided({ attempt, readyTime, plan }: NodeEntry): boolean {
  return attempt > 0 || readyTime !== undefined || plan !== undefined;
}
