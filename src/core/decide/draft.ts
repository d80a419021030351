/**
 * One decision in the making: every change of the segment goes through here, is checked against the transition
 * tables, stamped and noted.
 */

import type { Change, DecisionContext } from "../decision.js";
import type { CompiledNode } from "../definition/compiled-definition.js";
import type { Letter } from "../state/family.js";
import type { FlowHeader } from "../state/flow-header.js";
import { lentClaim } from "../state/lendings.js";
import type { Links, Message, MessageBody } from "../state/message.js";
import type { Cause, NodeEntry } from "../state/node-entry.js";
import { holderName, openClaim, type Segment } from "../state/segment.js";
import {
  type FlowState,
  isLegalFlowTransition,
  isLegalItemTransition,
  isLegalListItemTransition,
  isLegalTaskTransition,
  isTerminalTask,
  type TaskState,
} from "../state/states.js";
import type { EntryDraft } from "./entry-draft.js";
import { ExpressionValues } from "./expression-values.js";
import { drawGuarded } from "./guards.js";
import { isTakenUp } from "./taken-up.js";
import { Work } from "./work.js";

/** A node that has ended in this decision; what follows from it is not drawn yet. */
export interface EndedNode {
  readonly node: number;
  /** Absent where nothing but the flow's start led there. */
  readonly cause: Cause | undefined;
  /** Of its edges those from this index on are to be drawn; absent = all. */
  readonly from?: number;
}

export class Draft {
  readonly segment: Segment;
  readonly context: DecisionContext;
  /** In the order in which they happened. */
  readonly changes: Change[] = [];
  /** In the order in which they ended; grows while consequences are drawn. */
  readonly ended: EndedNode[] = [];
  /** The causes of the nodes that have ended in this decision and had one. */
  readonly causes = new Map<number, Cause>();
  /** What it has done so far. */
  readonly work = new Work();
  /** What the decision tells other segments. */
  readonly messages: Message[] = [];
  /** The orders by which this segment has gone on in this decision, each with the nodes that began anew by it. */
  readonly reopenings: { readonly epoch: number; readonly anew: ReadonlySet<number> }[] = [];
  /** Segment 0 has told how the flow stands now. */
  hasOrdered = false;
  /** What the decision tells other flows. */
  readonly letters: Letter[] = [];
  /** The entries whose latest attempt was a flow that has told its end in this decision. */
  readonly heardEnds = new Set<number>();
  /** Those whose latest attempt was a flow that has ended and is to go on: whoever asked for that tells it. */
  readonly reopenedChildren = new Set<number>();
  /** Beyond segment 0: a flow within rests whose task says that this one is then suspended. */
  suspendsFlow = false;
  /** The flow follows an order of the one that it is the work of. */
  followsOrder = false;
  /** The flow as the decision found it. */
  readonly before: FlowHeader;
  /** The completion that all else goes back to, where the command is one. */
  completion: Cause | undefined;
  readonly #version: number;
  #expressions: ExpressionValues | undefined;

  constructor(segment: Segment, context: DecisionContext) {
    this.segment = segment;
    this.context = context;
    this.before = segment.flow;
    this.#version = segment.version + 1;
  }

  /** What expressions of this decision read. */
  get expressions(): ExpressionValues {
    this.#expressions ??= new ExpressionValues(this.segment, this.context);
    return this.#expressions;
  }

  /** What else is due is left to the next decision, which has all again that one may spend. */
  get isWorn(): boolean {
    return this.work.isHalfDone || this.#expressions?.isWorn === true;
  }

  get now(): number {
    return this.context.now;
  }

  /** The version that the changes of this decision are stored as. */
  get version(): number {
    return this.#version;
  }

  get flow(): FlowHeader {
    return this.segment.flow;
  }

  /** Whether a task of this flow may be tried again. */
  get mayRetry(): boolean {
    return this.mayWait && this.flow.stopping === undefined;
  }

  /** Whether an outcome may wait for its delay_after. */
  get mayWait(): boolean {
    const { state, ending, reversion } = this.flow;
    if (ending !== undefined || reversion?.whole === true) return false;
    return state === "RUNNING" || state === "SUSPENDING" || state === "SUSPENDED";
  }

  /** Whether what is to be undone is, and scopes are tried again. */
  get undoes(): boolean {
    const { state, stopping, ending, cancellation } = this.flow;
    if (stopping === true || ending !== undefined || cancellation !== undefined) return false;
    return state === "RUNNING" || state === "SUSPENDING" || state === "SUSPENDED" || state === "REVERTING";
  }

  /** Whether the ends of tasks lead to anything. */
  get leadsOn(): boolean {
    return this.mayRetry;
  }

  node(number: number): CompiledNode {
    return this.segment.node(number);
  }

  entry(number: number): NodeEntry | undefined {
    return this.segment.entry(number);
  }

  /**
   * Replaces a node's entry by this one, which must be a new object: it is stamped and then never changed. A claim that
   * ends by it frees its holder's credit; a task that ends is put down in `ended`. Throws where the transition is not
   * legal: that is a bug of the core.
   */
  put(number: number, entry: EntryDraft, cause?: Cause): void {
    const previous = this.segment.entry(number);
    const before = previous?.state ?? "PENDING";
    const { item, each } = entry;
    const isLegal =
      item !== undefined ? isLegalItemTransition : each ? isLegalListItemTransition : isLegalTaskTransition;
    if (!isLegal(before, entry.state)) throw illegal(this.#nameOf(number, entry), before, entry.state);
    entry.version = this.#version;
    this.work.addChange();
    const ends = item === undefined && endsBy(previous, entry);
    if (ends && each === undefined && this.segment.definition.control !== undefined)
      this.#noteWhatFollows(number, entry);
    this.segment.put(number, entry);
    this.segment.touch(this.now);
    this.changes.push({ kind: "task", node: number, previous, entry });
    const held = openClaim(previous);
    if (held !== undefined && openClaim(entry) === undefined) {
      this.context.offers.free(holderName(held.session, held.epoch), held.token);
    }
    const lent = lentClaim(previous);
    if (lent !== undefined && lentClaim(entry)?.token !== lent.token) {
      for (const lender of lent.lent) this.context.offers.returned(lender, lent.token);
    }
    if (item !== undefined) return;
    if (ends) this.ended.push({ node: number, cause });
    if (previous?.evaluation !== undefined && entry.evaluation?.phase !== previous.evaluation.phase) {
      this.dropItem(number);
    }
  }

  /** What ends now may lead nowhere any more, whatever its edges say; or another decides what becomes of its failure. */
  #noteWhatFollows(number: number, entry: EntryDraft): void {
    const node = entry.origin?.node ?? number;
    const compiled = this.segment.definition.control?.nodes[node];
    if (entry.reversal !== undefined) {
      entry.fired = [];
      delete entry.firedMessages;
      return;
    }
    if (!this.leadsOn) {
      // Once the flow is reopened they lead on, and a controller decides about its failure.
      const follows = compiled !== undefined && compiled.edges.length > 0;
      if (follows || isTakenUp(this.segment.definition, node, entry)) entry.drawn = 0;
      return;
    }
    if (compiled?.guarded === true && entry.fired === undefined) drawGuarded(this.expressions, compiled, number, entry);
    if (isTakenUp(this.segment.definition, node, entry)) entry.evaluation = { phase: "FAILURE" };
  }

  #nameOf(number: number, { item, each, origin }: NodeEntry): string {
    const node = item === undefined ? (each?.node ?? origin?.node ?? number) : (item.node ?? number);
    return `${item === undefined ? "task" : `the ${item.phase} of task`} ${this.node(node).task.name}`;
  }

  /** What was asked about this task, or about the flow itself, need not be decided any more. */
  dropItem(about: number | undefined): void {
    const number = this.segment.control?.itemOf(about);
    const item = number === undefined ? undefined : this.segment.entry(number);
    if (number === undefined || item === undefined || isTerminalTask(item.state)) return;
    this.put(number, { ...item, state: "CANCELLED", endTime: this.now });
  }

  /** Of a task that has ended the edges from this place on lead nowhere; undefined = all lead on. */
  leadUpTo(number: number, place: number | undefined): void {
    const previous = this.segment.entry(number);
    if (previous === undefined) throw new Error(`node ${number} has no entry`);
    const { drawn, ...kept } = previous;
    const entry: EntryDraft = { ...kept, version: this.#version };
    if (place !== undefined) entry.drawn = place;
    else if (drawn === 0) this.#noteWhatFollows(number, entry);
    this.segment.put(number, entry);
    const own = this.changes.findLastIndex((change) => change.kind === "task" && change.entry === previous);
    const change = this.changes[own];
    if (change?.kind === "task") this.changes[own] = { ...change, entry };
    else this.changes.push({ kind: "task", node: number, previous, entry });
  }

  /** Other fields of an entry are stored, though nothing has happened to its task. */
  restate(number: number, fields: Pick<NodeEntry, "list"> | Pick<NodeEntry, "fence">): void {
    const previous = this.segment.entry(number);
    if (previous === undefined) throw new Error(`node ${number} has no entry`);
    this.segment.put(number, { ...previous, ...fields });
    this.changes.push({ kind: "kept", node: number });
  }

  /** The state does not have these entries any more: what became of them is kept elsewhere, or nothing had. */
  remove(numbers: readonly number[]): void {
    this.segment.remove(numbers);
    for (const node of numbers) this.changes.push({ kind: "kept", node });
  }

  /** Changes some fields of a node's entry. */
  amend(number: number, fields: Partial<NodeEntry>): void {
    const entry = this.entry(number);
    if (entry === undefined) throw new Error(`node ${number} has no entry`);
    this.put(number, { ...entry, ...fields });
  }

  /** Changes the flow's header; with `unpaused` a pause is over. Throws where the transition is not legal. */
  putFlow(fields: Partial<FlowHeader>, unpaused = false): void {
    const { pause, ...rest } = this.segment.flow;
    this.replaceFlow({ ...(unpaused ? rest : this.segment.flow), ...fields });
  }

  /** The flow's header is as it is given, but for its version and time. Throws where the transition is not legal. */
  replaceFlow(fields: FlowHeader): void {
    const previous = this.segment.flow;
    const header: FlowHeader = { ...fields, version: this.#version, updateTime: this.now };
    if (header.state !== previous.state && !isLegalFlowTransition(previous.state, header.state)) {
      throw illegal("the flow", previous.state, header.state);
    }
    this.segment.putFlow(header);
    this.changes.push({ kind: "flow", previous, header });
  }

  /** Changes what the segment keeps of its exchange with others. */
  putLinks(fields: Partial<Links>): void {
    this.segment.putLinks({ ...this.segment.links, ...fields });
  }

  /** Tells other segments, each in its own sequence. */
  send(letters: readonly SegmentLetter[]): void {
    if (letters.length === 0) return;
    const { links } = this.segment;
    const sent = new Map(links.sent);
    const messages = letters.map(({ to, body }): Message => {
      const sequence = (sent.get(to) ?? 0) + 1;
      sent.set(to, sequence);
      return { to, sequence, body };
    });
    this.messages.push(...messages);
    this.putLinks({ sent, outbox: [...links.outbox, ...messages], outboxTime: this.now });
  }
}

/** What is to be told to one segment. */
export interface SegmentLetter {
  readonly to: number;
  readonly body: MessageBody;
}

/** Its execution ends. What is undone has ended before. */
function endsBy(previous: NodeEntry | undefined, { state, reversal }: NodeEntry): boolean {
  if (!isTerminalTask(state) || reversal?.begun === true || previous?.reversal?.begun === true) return false;
  return previous === undefined || !isTerminalTask(previous.state);
}

function illegal(what: string, from: TaskState | FlowState, to: TaskState | FlowState): Error {
  return new Error(`illegal transition of ${what} from ${from} to ${to}`);
}
