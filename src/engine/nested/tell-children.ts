/**
 * Tells the flows that tasks go on as what is wanted of them, and makes those that are not there.
 *
 * A flow is stored dormant and begins by an order alone. An order goes to one run of its id, and only to one that was
 * found before the task was read and found still to want it: an insert that lands late, after the flow had ended and was
 * deleted or the task has done without it, is never begun, and goes again.
 */

import { cancelledOutcome, engineFailure } from "../../core/nested/child-end.js";
import { isOpenChild, type Standing, standingOf } from "../../core/state/child-flow.js";
import { FLOW_DELETED } from "../../core/state/failure.js";
import { type ChildLetter, letterKey } from "../../core/state/family.js";
import type { FlowHeader } from "../../core/state/flow-header.js";
import { childFlowId } from "../../core/state/nesting.js";
import type { NodeEntry } from "../../core/state/node-entry.js";
import type { Outcome } from "../../core/state/outcome.js";
import type { SegmentAddress } from "../../core/state/segment.js";
import { isEndedFlow } from "../../core/state/states.js";
import { headerSegmentId, segmentId } from "../../store/segment-id.js";
import type { SegmentRecord } from "../../store/segment-record.js";
import { EngineError } from "../engine-error.js";
import type { Machinery } from "../machinery.js";
import { withFewTasks } from "./few-tasks.js";
import { hearChild } from "./hear-child.js";
import { makeChild } from "./make-child.js";

export interface Told {
  /** Have been heard, or need not be any more. */
  readonly heard: readonly ChildLetter[];
  /** Were one too many to be told at once. */
  readonly left: readonly ChildLetter[];
}

/** Tells the first of the letters, as many as `withFewTasks` says. */
export async function tellChildren(
  machinery: Machinery,
  parent: SegmentAddress,
  asked: readonly ChildLetter[],
): Promise<Told> {
  let found = await incarnations(machinery, parent, asked);
  let record = await readParent(machinery, parent, asked);
  const wanting = record;
  const isMissing = (letter: ChildLetter) => !found.has(letterKey(letter));
  const isToBeMade = (letter: ChildLetter) => isMissing(letter) && wantsIt(wanting, letter);
  const letters = await withFewTasks(machinery, record, asked, (one) => !isMissing(one) || isToBeMade(one));
  const missing = letters.filter(isToBeMade);
  if (wanting !== undefined && missing.length > 0) {
    await Promise.all(missing.map((letter) => makeChild(machinery, wanting, letter)));
    found = await incarnations(machinery, parent, letters);
    record = await readParent(machinery, parent, letters);
  }
  const told = await Promise.all(
    letters.map(async (letter) => {
      const incarnation = found.get(letterKey(letter));
      const isHeard = await tellChild(machinery, { parent, record, letter, incarnation });
      return isHeard ? [letter] : [];
    }),
  );
  return { heard: told.flat(), left: asked.slice(letters.length) };
}

/** The runs of the children's ids that are there, by the letters' keys. */
async function incarnations(
  { store }: Machinery,
  parent: SegmentAddress,
  letters: readonly ChildLetter[],
): Promise<ReadonlyMap<string, string>> {
  const keys = new Map(letters.map((letter) => [childSegmentId(parent, letter), letterKey(letter)]));
  const versions = await store.segments.versions([...keys.keys()]);
  return new Map(versions.map(({ id, incarnation }) => [keys.get(id) ?? "", incarnation]));
}

function childSegmentId(parent: SegmentAddress, { number, attempt }: ChildLetter): string {
  return headerSegmentId(parent.namespace, childFlowId(parent, number, attempt));
}

/** The tasks as they are now; undefined = that run of the flow is gone. */
async function readParent(
  { store }: Machinery,
  parent: SegmentAddress,
  letters: readonly ChildLetter[],
): Promise<SegmentRecord | undefined> {
  const numbers = letters.map(({ number }) => number);
  const record = await store.segments.readNodes(segmentId(parent), numbers);
  return record?.address.incarnation === parent.incarnation ? record : undefined;
}

function wantsIt(record: SegmentRecord | undefined, letter: ChildLetter): boolean {
  const entry = record?.nodes.get(letter.number);
  if (record === undefined || !isOpen(entry, letter) || entry?.child?.reopened !== undefined) return false;
  return standingOf(record.flow).kind !== "cancelled";
}

function isOpen(entry: NodeEntry | undefined, { attempt }: ChildLetter): boolean {
  return entry?.attempt === attempt && isOpenChild(entry);
}

interface Telling {
  readonly parent: SegmentAddress;
  readonly record: SegmentRecord | undefined;
  readonly letter: ChildLetter;
  /** Of the child that was found before the record was read. */
  readonly incarnation: string | undefined;
}

/** Whether it has been heard. */
async function tellChild(machinery: Machinery, telling: Telling): Promise<boolean> {
  const { parent, record, letter, incarnation } = telling;
  const { number, attempt } = letter;
  const open = isOpen(record?.nodes.get(number), letter);
  if (incarnation === undefined) {
    if (record === undefined || !open) return true;
    const outcome = outcomeOfMissing(record, letter);
    if (outcome === undefined) return false;
    const report = { kind: "ended" as const, outcome };
    return hearChild(machinery, parent, {
      kind: "hear_child",
      incarnation: parent.incarnation,
      number,
      attempt,
      report,
    });
  }
  const own = record?.nesting?.outbox.find((one) => letterKey(one) === letterKey(letter));
  // Whoever needs to hear nothing any more has begun, or is not wanted.
  if (record === undefined || own === undefined) return discardDormant(machinery, childSegmentId(parent, letter));
  const standing = open ? standingOf(record.flow) : superseded(machinery, record.flow);
  return order(machinery, telling, { incarnation, order: own.sequence, standing });
}

/** Of a flow that is not there; undefined = it is to be made. */
function outcomeOfMissing({ flow, nodes }: SegmentRecord, { number }: ChildLetter): Outcome | undefined {
  if (nodes.get(number)?.child?.reopened !== undefined) {
    return engineFailure(FLOW_DELETED, "the flow that the task was has been deleted when it was to go on", false);
  }
  return standingOf(flow).kind === "cancelled" ? cancelledOutcome("it was cancelled before it began") : undefined;
}

function superseded({ clock }: Machinery, { name }: FlowHeader): Standing {
  return { kind: "cancelled", reason: `the task of flow ${name} waits for it no more`, deadline: clock.now() };
}

async function order(
  { committer }: Machinery,
  { parent, letter }: Telling,
  told: { readonly incarnation: string; readonly order: number; readonly standing: Standing },
): Promise<boolean> {
  const { incarnation, segment } = parent;
  const from = { incarnation, segment, number: letter.number, attempt: letter.attempt };
  try {
    await committer.submit(childSegmentId(parent, letter), { kind: "follow_parent", from, ...told });
    return true;
  } catch (error) {
    // It is made anew, or is not wanted any more by then.
    if (error instanceof EngineError && error.reason === "FLOW_NOT_FOUND") return false;
    throw error;
  }
}

/** A flow that has never begun and that nobody wants goes; one that has begun is left alone. */
async function discardDormant({ store, committer }: Machinery, id: string): Promise<true> {
  const [child] = await store.segments.read([id]);
  if (child === undefined || child.flow.parent?.order !== undefined || isEndedFlow(child.flow.state)) return true;
  const { version, commit, address, flow } = child;
  if (!(await store.segments.delete({ id, version, commit }))) return true;
  committer.cache.delete(id);
  if (flow.others !== undefined) await store.segments.deleteParts(address);
  return true;
}
