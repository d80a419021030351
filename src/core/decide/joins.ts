/**
 * Joins: a task waits for several others, and is decided once as many of them have led to it as it needs, or can no
 * longer do so. After that only a source that has begun once more can bring it to run again.
 */
import type { CompiledJoin } from "../definition/flow-control.js";
import type { ControlIndex } from "../state/control-index.js";
import { JOIN_UNREACHABLE, type StoredFailure } from "../state/failure.js";
import { firedEdges } from "../state/fired-edges.js";
import type { Cause, EdgeCause } from "../state/node-entry.js";
import type { Outcome } from "../state/outcome.js";
import { asksEnd } from "./ask.js";
import { askEnd } from "./attempt-end.js";
import type { Draft } from "./draft.js";
import { beginningEntry, type EntryDraft } from "./entry-draft.js";
import { reach } from "./reach.js";
import { placeFor } from "./trigger.js";

/** A message names so many of the tasks that did not lead on. */
const SHOWN = 5;

/** Decides the node if it has a join that can be decided now. O(1) where it cannot. */
export function decideJoin(draft: Draft, control: ControlIndex, node: number, cause: Cause | undefined): void {
  const join = joinToDecide(draft, control, node);
  if (join === undefined) return;
  if (control.firedSlots(node) >= join.need) run(draft, control, node, cause);
  else if (isUnmet(control, node, join)) closeUnmet(draft, control, { node, join, cause });
}

/** Closes the node if its join cannot be satisfied; one that can waits for what arrives next, though enough has led to it. */
export function decideUnmet(draft: Draft, control: ControlIndex, node: number): void {
  const join = joinToDecide(draft, control, node);
  if (join !== undefined && isUnmet(control, node, join)) closeUnmet(draft, control, { node, join, cause: undefined });
}

function joinToDecide(draft: Draft, control: ControlIndex, node: number): CompiledJoin | undefined {
  const join = draft.segment.definition.control?.nodes[node]?.join;
  return isAsked(control, node) && draft.entry(node)?.reversal === undefined ? join : undefined;
}

/** With nothing fired yet and something still open it is not known whether it fails or was never wanted. */
function isUnmet(control: ControlIndex, node: number, { need, unmet }: CompiledJoin): boolean {
  const fired = control.firedSlots(node);
  const open = control.openSlots(node);
  return fired + open < need && (unmet === "SKIP" || fired > 0 || open === 0);
}

/** The node has not been decided, or something has arrived that began after its last decision. */
export function isAsked(control: ControlIndex, node: number): boolean {
  return control.instances(node) === 0 || control.arrivals(node) > 0;
}

function run(draft: Draft, control: ControlIndex, node: number, cause: Cause | undefined): void {
  const compiled = draft.segment.definition.control?.nodes[node];
  const causes = compiled?.plainCauses === true ? [] : slotCauses(draft, control, node);
  const place = placeFor(draft, control, node, causes);
  if (place !== undefined) reach(draft, place.number, cause, place.origin);
}

/** For each source that has fired the edge by which it did, in the order of the sources. */
function slotCauses(draft: Draft, control: ControlIndex, node: number): EdgeCause[] {
  return control.sourcesBySlot(node).fired.flatMap((source): EdgeCause[] => {
    const number = control.latest(source);
    const entry = number === undefined ? undefined : draft.entry(number);
    const compiled = draft.segment.definition.control?.nodes[source];
    draft.work.add(compiled?.edges.length ?? 0);
    if (number === undefined || entry === undefined || compiled === undefined) return [];
    const edge = firedEdges(compiled, entry).find(({ to }) => to === node);
    return edge === undefined ? [] : [[number, edge.index]];
  });
}

interface Unmet {
  readonly node: number;
  readonly join: CompiledJoin;
  readonly cause: Cause | undefined;
}

/** The join can no longer be satisfied: the task fails or is skipped. Where nothing fired, it was never wanted. */
export function closeUnmet(draft: Draft, control: ControlIndex, unmet: Unmet): void {
  const { node, join, cause } = unmet;
  const fails = join.unmet === "FAIL" && control.firedSlots(node) > 0;
  const place = placeFor(draft, control, node, fails ? slotCauses(draft, control, node) : []);
  if (place === undefined) return;
  const entry = beginningEntry(draft.entry(place.number));
  if (place.origin !== undefined) entry.origin = place.origin;
  if (fails) {
    const message = unreachable(draft, control, node, join);
    failUnreached(draft, unmet, { number: place.number, entry, message });
    return;
  }
  entry.endTime = draft.now;
  entry.state = "SKIPPED";
  entry.skipReason = "UPSTREAM";
  draft.put(place.number, entry, cause);
}

interface Unreached {
  readonly number: number;
  readonly entry: EntryDraft;
  readonly message: string;
}

/** It never ran, so that there is nothing to try again; but where its END is evaluated it is decided what follows. */
function failUnreached(draft: Draft, { node, cause }: Unmet, { number, entry, message }: Unreached): void {
  const failure: StoredFailure = { type: JOIN_UNREACHABLE, message, retryable: false };
  if (asksEnd(draft, draft.node(node))) {
    const outcome: Outcome = { kind: "failure", failure, digest: "" };
    askEnd(draft, number, entry, outcome, { phase: "END", end: "FAILED", final: true });
    return;
  }
  entry.endTime = draft.now;
  entry.state = "FAILED";
  entry.failure = failure;
  draft.put(number, entry, cause);
}

function unreachable({ segment }: Draft, control: ControlIndex, node: number, { need }: CompiledJoin): string {
  const { fired, others } = control.sourcesBySlot(node);
  const names = others.slice(0, SHOWN).map((source) => segment.node(source).task.name);
  const more = others.length > SHOWN ? ` and ${others.length - SHOWN} more` : "";
  return `${need} of ${fired.length + others.length} tasks had to lead here, ${fired.length} did; not ${names.join(", ")}${more}`;
}
