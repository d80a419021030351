/**
 * Brings what a commit has to tell other flows to them, right after it: those that its tasks go on as, and the one that
 * it is the work of. Each has its turn (`telling-turns.ts`). Whatever goes wrong costs time only: the outbox keeps what is
 * not known to have been heard.
 */
import { depthOf, isOpenChild, standingOf } from "../../core/state/child-flow.js";
import { type ChildLetter, type Letter, letterKey, type ParentLetter } from "../../core/state/family.js";
import type { FlowHeader } from "../../core/state/flow-header.js";
import { type ParentLink, rootFlowId } from "../../core/state/nesting.js";
import type { Segment, SegmentAddress } from "../../core/state/segment.js";
import { isEndedFlow } from "../../core/state/states.js";
import { segmentId } from "../../store/segment-id.js";
import { QueueRoom } from "../commit/queue-bound.js";
import type { Environment } from "../environment.js";
import { type Acknowledgements, runOfSegment } from "../large-flows/acknowledgements.js";
import type { Machinery } from "../machinery.js";
import type { FamilyTelling } from "./family-telling.js";
import { hearChild, reportOf } from "./hear-child.js";
import { Portions } from "./portions.js";
import { tellChildren } from "./tell-children.js";
import { TellingTurns } from "./telling-turns.js";

/** Flows that are told in one go, where they have few tasks: those that may have to be made, and those that are to stop. */
const MADE_AT_ONCE = 32;
const STOPPED_AT_ONCE = 64;
const REPORTS_AT_ONCE = 32;
/** Letters that wait or are under way, those that only make flows apart from others. What is one too many is sent again. */
const LETTERS_KEPT = 100_000;

/** What a flow, as it was at a commit, has to tell the one that it is the work of. */
interface Report {
  readonly address: SegmentAddress;
  readonly flow: FlowHeader;
  readonly parent: ParentLink;
  readonly letter: ParentLetter;
}

export class FamilyMessenger implements FamilyTelling {
  readonly #machinery: () => Machinery;
  readonly #acknowledgements: Acknowledgements;
  readonly #turns: TellingTurns;
  /** By the sender and whether they stop flows. */
  readonly #orders = new Map<string, Portions<ChildLetter>>();
  /** By the namespace. */
  readonly #reports = new Map<string, Portions<Report>>();
  readonly #makingRoom = new QueueRoom("waiting_letters", LETTERS_KEPT);
  readonly #urgentRoom = new QueueRoom("waiting_letters", LETTERS_KEPT);
  /** The highest sequence that waits or is being told, by sender and whom it is for. */
  readonly #underWay = new Map<string, number>();

  constructor(machinery: () => Machinery, acknowledgements: Acknowledgements, environment: Environment) {
    this.#machinery = machinery;
    this.#turns = new TellingTurns((callback) => environment.defer(callback));
    this.#acknowledgements = acknowledgements;
  }

  /** Begins to tell; the segment is as the commit left it. */
  send(segment: Segment, letters: readonly Letter[]): void {
    if (letters.length === 0) return;
    const { address, flow } = segment;
    const stopsAll = standingOf(flow).kind !== "runs";
    const making: ChildLetter[] = [];
    const stopping: ChildLetter[] = [];
    for (const letter of letters) {
      if (letter.to === "parent") this.#report(address, flow, letter);
      else {
        const entry = segment.entry(letter.number);
        const isWanted = entry?.attempt === letter.attempt && isOpenChild(entry);
        (isWanted && !stopsAll ? making : stopping).push(letter);
      }
    }
    this.#order(segment, stopping, true);
    this.#order(segment, making, false);
  }

  close(): void {
    this.#turns.close();
  }

  /** The sender leaves what was heard out of its next write. */
  acknowledge(address: SegmentAddress, letter: Letter): void {
    const key = letterKey(letter);
    this.#acknowledgements.note(address, key, letter.sequence);
    const segment = this.#machinery().committer.cache.peek(segmentId(address))?.segment;
    if (segment?.address.incarnation === address.incarnation) segment.family.acknowledge(key, letter.sequence);
  }

  #order({ address, flow }: Segment, letters: readonly ChildLetter[], isUrgent: boolean): void {
    const room = isUrgent ? this.#urgentRoom : this.#makingRoom;
    const unsent = letters.filter((letter) => this.#begins(room, address, letter));
    if (unsent.length === 0) return;
    const name = `${runOfSegment(address)} ${isUrgent}`;
    const orders = this.#orders.get(name) ?? this.#ordersOf(name, address, depthOf(flow), isUrgent);
    orders.add(unsent);
    this.#turns.add(orders);
  }

  #ordersOf(name: string, address: SegmentAddress, depth: number, isUrgent: boolean): Portions<ChildLetter> {
    const { namespace, flowId } = address;
    const room = isUrgent ? this.#urgentRoom : this.#makingRoom;
    const orders = new Portions<ChildLetter>({
      namespace,
      tree: rootFlowId(flowId),
      depth,
      isUrgent,
      atOnce: isUrgent ? STOPPED_AT_ONCE : MADE_AT_ONCE,
      isCurrent: (letter) => this.#isCurrent(room, address, letter),
      tell: (letters) => this.#tellChildren(room, address, letters),
      done: () => this.#orders.delete(name),
    });
    this.#orders.set(name, orders);
    return orders;
  }

  async #tellChildren(room: QueueRoom, address: SegmentAddress, letters: readonly ChildLetter[]) {
    let left: readonly ChildLetter[] = [];
    try {
      const told = await tellChildren(this.#machinery(), address, letters);
      left = told.left;
      for (const letter of told.heard) this.acknowledge(address, letter);
    } catch (error) {
      this.#failed("telling nested flows", address, error);
    }
    for (const letter of letters) if (!left.includes(letter)) this.#ended(room, address, letter);
    return left;
  }

  #report(address: SegmentAddress, flow: FlowHeader, letter: ParentLetter): void {
    const { parent } = flow;
    if (parent === undefined || !this.#begins(this.#urgentRoom, address, letter)) return;
    const reports = this.#reports.get(address.namespace) ?? this.#reportsOf(address.namespace);
    reports.add([{ address, flow, parent, letter }]);
    this.#turns.add(reports);
  }

  #reportsOf(namespace: string): Portions<Report> {
    const reports = new Portions<Report>({
      namespace,
      tree: "",
      // After what stops flows.
      depth: Number.POSITIVE_INFINITY,
      isUrgent: true,
      atOnce: REPORTS_AT_ONCE,
      isCurrent: ({ address, letter }) => this.#isCurrent(this.#urgentRoom, address, letter),
      tell: async (portion) => {
        await Promise.all(portion.map((report) => this.#tellReport(report)));
        return [];
      },
      done: () => this.#reports.delete(namespace),
    });
    this.#reports.set(namespace, reports);
    return reports;
  }

  async #tellReport(report: Report): Promise<void> {
    const { address, letter } = report;
    try {
      if (await tellParent(this.#machinery(), report)) this.acknowledge(address, letter);
    } catch (error) {
      this.#failed("telling the flow that a flow is within", address, error);
    }
    this.#ended(this.#urgentRoom, address, letter);
  }

  /** An outbox that is due again while its letters still wait, or are under way, adds nothing. */
  #begins(room: QueueRoom, address: SegmentAddress, letter: Letter): boolean {
    const key = keyOf(address, letter);
    if ((this.#underWay.get(key) ?? 0) >= letter.sequence || room.isFull(address.namespace)) return false;
    this.#underWay.set(key, letter.sequence);
    room.add(address.namespace, 1);
    return true;
  }

  /** One whose place another has taken goes without being told. */
  #isCurrent(room: QueueRoom, address: SegmentAddress, letter: Letter): boolean {
    const isCurrent = this.#underWay.get(keyOf(address, letter)) === letter.sequence;
    if (!isCurrent) room.add(address.namespace, -1);
    return isCurrent;
  }

  #ended(room: QueueRoom, address: SegmentAddress, letter: Letter): void {
    room.add(address.namespace, -1);
    const key = keyOf(address, letter);
    if (this.#underWay.get(key) === letter.sequence) this.#underWay.delete(key);
  }

  #failed(what: string, address: SegmentAddress, error: unknown): void {
    this.#machinery().emit({ kind: "error", what, error, segmentId: segmentId(address) });
  }
}

function keyOf(address: SegmentAddress, letter: Letter): string {
  return `${runOfSegment(address)} ${letterKey(letter)}`;
}

/** Whether it has been heard. */
async function tellParent(machinery: Machinery, { address, flow, parent }: Report): Promise<boolean> {
  const { flowId, incarnation, segment, number, attempt, order } = parent;
  const target = { namespace: address.namespace, flowId, incarnation, segment };
  if (order === undefined && !isEndedFlow(flow.state)) {
    // It was never told to begin: whoever it is the work of is asked to say it again, or it is not wanted.
    await tellChildren(machinery, target, [{ to: "child", number, attempt, sequence: 0 }]);
    return false;
  }
  // It has gone on since.
  if (!isEndedFlow(flow.state) && flow.state !== "SUSPENDED") return true;
  const report = await reportOf(machinery, address, flow, order ?? 0);
  return hearChild(machinery, target, { kind: "hear_child", incarnation, number, attempt, report });
}
