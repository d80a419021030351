/**
 * What a segment tells other flows at the end of a decision: those that its tasks go on as what it wants of them, the
 * one that it is the work of how it stands. A letter stays in the outbox until it is known to have been heard.
 */

import type { Draft } from "../decide/draft.js";
import type { TaskChange } from "../decision.js";
import { isOpenChild, isSameStanding, standingOf } from "../state/child-flow.js";
import { type ChildLetter, type Letter, letterKey, type Nesting } from "../state/family.js";
import { RESEND_MS } from "../state/message.js";
import { isEndedFlow } from "../state/states.js";

export function tellFamily(draft: Draft): void {
  const letters = [...ordersToChildren(draft), ...reportToParent(draft)];
  const told = letters.filter((letter) => letter.to === "parent" || !draft.reopenedChildren.has(letter.number));
  if (letters.length > 0) send(draft, letters, told);
  else if (draft.changes.length > 0) forgetHeard(draft);
}

/** The outbox is due, or a flow that has heard nothing of its parent asks. */
export function resendLetters(draft: Draft): void {
  const { segment, now } = draft;
  const { family } = segment;
  forgetHeard(draft);
  if (asksParent(draft)) send(draft, [{ to: "parent", sequence: draft.version }]);
  else if ((family.resendTime() ?? now + 1) <= now) {
    draft.letters.push(...family.open());
    putNesting(draft, { outboxTime: now });
  }
}

/** It was stored as the work of a task, and nobody has told it to begin: perhaps that task needs it no more. */
function asksParent({ segment, flow: { parent, createTime, state }, now }: Draft): boolean {
  if (parent === undefined || parent.order !== undefined || isEndedFlow(state)) return false;
  if (segment.address.segment > 0) return false;
  return segment.family.open().length === 0 && createTime + RESEND_MS <= now;
}

function ordersToChildren(draft: Draft): Letter[] {
  const { before, flow, segment, version: sequence } = draft;
  const letters = new Map<number, ChildLetter>();
  const superseded: ChildLetter[] = [];
  for (const change of draft.changes) {
    if (change.kind !== "task") continue;
    const { node: number } = change;
    const { attempt } = change.entry;
    if (begins(change)) letters.set(number, { to: "child", number, attempt, sequence });
    if (wasOpen(draft, change) && change.previous !== undefined) {
      superseded.push({ to: "child", number, attempt: change.previous.attempt, sequence });
      letters.delete(number);
    }
  }
  for (const number of draft.reopenedChildren) {
    letters.set(number, { to: "child", number, attempt: segment.entry(number)?.attempt ?? 0, sequence });
  }
  const { children } = segment.family;
  if (children.size > 0 && !isSameStanding(standingOf(before), standingOf(flow))) {
    putNesting(draft, { order: sequence });
    for (const number of children) {
      const attempt = segment.entry(number)?.attempt ?? 0;
      letters.set(number, { to: "child", number, attempt, sequence });
    }
  }
  return [...superseded, ...letters.values()];
}

function begins({ previous, entry }: TaskChange): boolean {
  return isOpenChild(entry) && !(isOpenChild(previous) && previous?.attempt === entry.attempt);
}

/** The attempt was a flow that was waited for, and is over before that has told its end. */
function wasOpen({ heardEnds }: Draft, { node, previous, entry }: TaskChange): boolean {
  if (!isOpenChild(previous) || heardEnds.has(node)) return false;
  return !(isOpenChild(entry) && previous?.attempt === entry.attempt);
}

function reportToParent({ segment, before, flow, followsOrder, version: sequence }: Draft): Letter[] {
  if (flow.parent === undefined || segment.address.segment > 0) return [];
  const tells = isEndedFlow(flow.state) || flow.state === "SUSPENDED";
  return tells && (followsOrder || before.state !== flow.state) ? [{ to: "parent", sequence }] : [];
}

/** Each takes the place of what is still to be told to the same flow. `told`: those of them that are told now. */
function send(draft: Draft, letters: readonly Letter[], told = letters): void {
  const keys = new Set(letters.map(letterKey));
  const others = draft.segment.family.open().filter((letter) => !keys.has(letterKey(letter)));
  draft.letters.push(...told);
  putNesting(draft, { outbox: [...others, ...letters], outboxTime: draft.now });
}

/** What was heard goes out of the outbox with whatever else is written, and when it would be sent again. */
function forgetHeard(draft: Draft): void {
  const { family } = draft.segment;
  const open = family.open();
  if (open.length < family.nesting.outbox.length) putNesting(draft, { outbox: open });
}

/** Nothing need be told any more to the flow that this attempt was. */
export function dropLetter(draft: Draft, number: number, attempt: number): void {
  const { outbox } = draft.segment.family.nesting;
  const key = letterKey({ to: "child", number, attempt, sequence: 0 });
  const kept = outbox.filter((letter) => letterKey(letter) !== key);
  if (kept.length < outbox.length) putNesting(draft, { outbox: kept });
}

/** The flow goes on after its end: that is not told any more. */
export function dropReport(draft: Draft): void {
  const { outbox } = draft.segment.family.nesting;
  const kept = outbox.filter(({ to }) => to !== "parent");
  if (kept.length < outbox.length) putNesting(draft, { outbox: kept });
}

/** The flow is to rest: what its children have told of their own rest until now does not count, they hear of it first. */
export function awaitRests(draft: Draft): void {
  const { segment, flow, version: order } = draft;
  if (segment.family.children.size > 0 && standingOf(flow).kind === "runs") putNesting(draft, { order });
}

function putNesting({ segment }: Draft, fields: Partial<Nesting>): void {
  segment.putNesting({ ...segment.family.nesting, ...fields });
}
