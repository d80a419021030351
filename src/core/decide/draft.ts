/**
 * One decision in the making: every change of the segment goes through here, is checked against the transition
 * tables, stamped and noted.
 */

import type { Change, DecisionContext } from "../decision.js";
import type { CompiledNode } from "../definition/compiled-definition.js";
import type { FlowHeader } from "../state/flow-header.js";
import type { NodeEntry } from "../state/node-entry.js";
import { holderName, openClaim, type Segment } from "../state/segment.js";
import {
  type FlowState,
  isLegalFlowTransition,
  isLegalTaskTransition,
  isTerminalTask,
  type TaskState,
} from "../state/states.js";
import type { EntryDraft } from "./entry-draft.js";

/** The completion that a consequence goes back to: node and attempt. */
export type Cause = readonly [node: number, attempt: number];

/** A node that has ended in this decision; what follows from it is not drawn yet. */
export interface EndedNode {
  readonly node: number;
  /** Absent where nothing but the flow's start led there. */
  readonly cause: Cause | undefined;
}

export class Draft {
  readonly segment: Segment;
  readonly context: DecisionContext;
  /** In the order in which they happened. */
  readonly changes: Change[] = [];
  /** In the order in which they ended; grows while consequences are drawn. */
  readonly ended: EndedNode[] = [];
  readonly #version: number;

  constructor(segment: Segment, context: DecisionContext) {
    this.segment = segment;
    this.context = context;
    this.#version = segment.version + 1;
  }

  get now(): number {
    return this.context.now;
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
    const { state } = this.flow;
    return state === "RUNNING" || state === "SUSPENDING" || state === "SUSPENDED";
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
    if (!isLegalTaskTransition(before, entry.state))
      throw illegal(`task ${this.node(number).task.name}`, before, entry.state);
    entry.version = this.#version;
    this.segment.put(number, entry);
    this.segment.touch(this.now);
    this.changes.push({ kind: "task", node: number, previous, entry });
    const held = openClaim(previous);
    if (held !== undefined && openClaim(entry) === undefined) {
      this.context.offers.free(holderName(held.session, held.epoch), held.token);
    }
    if (isTerminalTask(entry.state)) this.ended.push({ node: number, cause });
  }

  /** Changes the flow's header. Throws where the transition is not legal. */
  putFlow(fields: Partial<FlowHeader>): void {
    const previous = this.segment.flow;
    const header: FlowHeader = { ...previous, ...fields, version: this.#version, updateTime: this.now };
    if (header.state !== previous.state && !isLegalFlowTransition(previous.state, header.state)) {
      throw illegal("the flow", previous.state, header.state);
    }
    this.segment.putFlow(header);
    this.changes.push({ kind: "flow", previous, header });
  }
}

function illegal(what: string, from: TaskState | FlowState, to: TaskState | FlowState): Error {
  return new Error(`illegal transition of ${what} from ${from} to ${to}`);
}
