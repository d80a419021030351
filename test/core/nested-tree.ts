/**
 * A tree of flows without an engine: what they tell each other arrives in any order, late, twice or not at all, and what
 * makes them lands late, too. It does what `engine/nested` does, on segments in memory.
 */

import { expect } from "vitest";
import type { Command, Consent, HearChild } from "../../src/core/command.js";
import { start } from "../../src/core/decide/flow-start.js";
import { type Answer, type DecisionContext, NO_OFFERS } from "../../src/core/decision.js";
import { cancelledOutcome, outcomeOfFlow } from "../../src/core/nested/child-end.js";
import { depthOf, isOpenChild, standingOf, type Standing as Wanted } from "../../src/core/state/child-flow.js";
import { type Letter, letterKey } from "../../src/core/state/family.js";
import { childFlowId, type ParentLink } from "../../src/core/state/nesting.js";
import { readyNodes } from "../../src/core/state/ready-queues.js";
import type { Segment } from "../../src/core/state/segment.js";
import { isEndedFlow } from "../../src/core/state/states.js";
import { step } from "../../src/core/step.js";
import type { SeededRandom } from "./seeded-random.js";
import type { Standing, TreeGraph, TreeWitness } from "./tree-graph.js";
import { expectTrueIndexes } from "./true-indexes.js";

interface Flow {
  readonly graph: TreeGraph;
  readonly segment: Segment;
}

interface Telling {
  readonly flow: Flow;
  readonly letter: Letter;
  /** What it says of an end, where that was read when the letter was sent. */
  readonly report?: HearChild["report"];
}

export class NestedTree {
  readonly flows = new Map<string, Flow>();
  readonly root: Flow;
  readonly #random: SeededRandom;
  readonly #witness: TreeWitness;
  #now = 0;
  /** No work fails any more. */
  isMended = false;
  #incarnations = 0;
  #bits = 0;
  /** Under way. */
  #telling: Telling[] = [];
  /** Inserts that nobody has an answer to, and that may land at any time. */
  #late: Flow[] = [];

  constructor(graph: TreeGraph, random: SeededRandom, witness: TreeWitness = () => undefined) {
    this.#random = random;
    this.#witness = witness;
    this.root = this.#make(graph, "f", undefined);
    this.flows.set("f", this.root);
  }

  /** One thing happens, chosen at random. False where nothing is left but time. */
  goOn(): boolean {
    const work = this.#work();
    const chances = work.length + this.#telling.length + (this.#late.length > 0 ? 1 : 0);
    if (chances === 0) return false;
    const chosen = this.#random.below(chances);
    const one = work[chosen];
    if (one !== undefined) this.#complete(one.flow, one.number);
    else if (chosen < work.length + this.#telling.length) this.#tell();
    else this.#landLate();
    return true;
  }

  /** Two seconds pass: what was not heard is told again. */
  wait(): void {
    this.#now += 2_000;
    for (const flow of [...this.flows.values()]) this.command(flow, { kind: "fire" });
  }

  command(flow: Flow, command: Command): Answer {
    const before = standing(flow);
    const decision = step(flow.segment, command, this.#context());
    if (decision.kind === "refused") throw new Refused(decision.refusal.message);
    if (flow.segment.position > flow.segment.version) flow.segment.version += 1;
    expectTrueIndexes(flow.segment);
    this.#witness(before, standing(flow));
    for (const letter of decision.letters) {
      // It is lost, under way, or under way twice.
      const copies = this.#random.pick([0, 1, 1, 1, 2]);
      for (let copy = 0; copy < copies; copy += 1) {
        const report = letter.to === "parent" && this.#random.chance(0.5) ? endOf(flow) : undefined;
        this.#telling.push({ flow, letter, ...(report !== undefined && { report }) });
      }
    }
    return decision.answer;
  }

  /**
   * A caller has all that failed in this flow run again; where it has ended within others those go on first, and the
   * caller may die in between. Returns whether the flow goes on.
   */
  retry(flow: Flow): boolean {
    const submit = (consent?: Consent) =>
      this.#ask(flow, { kind: "retry", requestDigest: "", reason: "", reset: false, ...(consent && { consent }) });
    const answer = this.#withConsent(flow, submit);
    return answer !== undefined && answer.awaitsConsent !== true;
  }

  /** Undefined where it is refused, or the caller died. */
  #withConsent(flow: Flow, submit: (consent?: Consent) => Answer | undefined): Answer | undefined {
    const first = submit();
    const { parent } = flow.segment.flow;
    if (first?.awaitsConsent !== true || parent === undefined) return first;
    const above = this.flows.get(parent.flowId);
    if (above === undefined) throw new Error(`${parent.flowId} is gone`);
    const { incarnation, number, attempt, order: follows = 0 } = parent;
    const command = { kind: "reopen_child" as const, incarnation, number, attempt, follows };
    const given = this.#withConsent(above, (consent) => this.#ask(above, { ...command, ...(consent && { consent }) }));
    if (given?.consent === undefined || this.#random.chance(0.2)) return undefined;
    // Others act in between.
    while (this.#random.chance(0.3)) this.goOn();
    if (this.#random.chance(0.1)) this.wait();
    return submit(given.consent);
  }

  /** Whether it is the latest attempt of its task, and so is what it is within. */
  counts({ segment }: Flow): boolean {
    const { parent } = segment.flow;
    const above = parent && this.flows.get(parent.flowId);
    if (parent === undefined || above === undefined) return parent === undefined;
    return above.segment.entry(parent.number)?.attempt === parent.attempt && this.counts(above);
  }

  #ask(flow: Flow, command: Command): Answer | undefined {
    const before = flow.segment.position;
    try {
      return this.command(flow, command);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      expect(flow.segment.position).toBe(before);
      return undefined;
    }
  }

  /** What a caller may ask for; where it is refused nothing happens. */
  control(flow: Flow, kind: "suspend" | "resume" | "cancel"): void {
    const { state } = flow.segment.flow;
    if (isEndedFlow(state) || state === "CANCELLING") return;
    const plain = { requestDigest: "", reason: "" };
    this.command(flow, kind === "cancel" ? { kind, ...plain, graceMs: 0 } : { kind, ...plain });
  }

  /** Nobody has anything to tell, nor asks whether it may begin: what was made in vain goes only then. */
  get isQuiet(): boolean {
    return [...this.flows.values()].every(
      ({ segment }) => segment.family.nesting.outbox.length === 0 && !isDormant(segment.flow),
    );
  }

  #work(): { readonly flow: Flow; readonly number: number }[] {
    return [...this.flows.values()].flatMap((flow) =>
      flow.segment.offers ? readyNodes(flow.segment).map((number) => ({ flow, number })) : [],
    );
  }

  #complete(flow: Flow, number: number): void {
    const { segment, graph } = flow;
    const taskId = segment.taskId(number);
    const { attempt: attempts = 0, tries = 0 } = segment.entry(number) ?? {};
    // What a caller has had run again succeeds.
    const isAgain = this.isMended || attempts > 0;
    const attempt = isAgain ? Number.MAX_SAFE_INTEGER : (segment.flow.parent?.attempt ?? 1);
    this.command(flow, { kind: "complete", taskId, outcome: graph.outcomeOf(taskId, attempt, tries) });
  }

  #tell(): void {
    const index = this.#random.below(this.#telling.length);
    const [telling] = this.#telling.splice(index, 1);
    if (telling === undefined) return;
    const { flow, letter, report } = telling;
    const isHeard = letter.to === "child" ? this.#tellChild(flow, letter) : this.#tellParent(flow, report);
    // Its sender may never know.
    if (isHeard && this.#random.chance(0.8)) flow.segment.family.acknowledge(letterKey(letter), letter.sequence);
  }

  #tellChild(flow: Flow, { number, attempt }: Extract<Letter, { to: "child" }>): boolean {
    const { segment, graph } = flow;
    const id = childFlowId(segment.address, number, attempt);
    const entry = segment.entry(number);
    const isOpen = entry?.attempt === attempt && isOpenChild(entry);
    const wanted = standingOf(segment.flow);
    const within = graph.within(segment.taskId(number));
    if (!this.flows.has(id) && isOpen && wanted.kind !== "cancelled" && within !== undefined) {
      const made = this.#make(within, id, linkTo(flow, number, attempt));
      if (this.#random.chance(0.2)) {
        this.#late.push(made);
        return false;
      }
      this.flows.set(id, made);
    }
    const child = this.flows.get(id);
    if (child === undefined) return !isOpen || this.#endUnbegun(flow, number, attempt);
    const own = segment.family.nesting.outbox.find(
      (one) => one.to === "child" && one.number === number && one.attempt === attempt,
    );
    if (own === undefined) return this.#discardDormant(child);
    const standing: Wanted = isOpen ? wanted : { kind: "cancelled", reason: "", deadline: this.#now };
    const { incarnation } = child.segment.address;
    const from = { incarnation: segment.address.incarnation, segment: 0, number, attempt };
    this.command(child, { kind: "follow_parent", incarnation, from, order: own.sequence, standing });
    return true;
  }

  #endUnbegun(flow: Flow, number: number, attempt: number): boolean {
    if (standingOf(flow.segment.flow).kind !== "cancelled") return false;
    const report = { kind: "ended" as const, outcome: cancelledOutcome("") };
    this.command(flow, { kind: "hear_child", incarnation: flow.segment.address.incarnation, number, attempt, report });
    return true;
  }

  #tellParent(child: Flow, read?: HearChild["report"]): boolean {
    const { flow, address } = child.segment;
    const { parent } = flow;
    const above = parent && this.flows.get(parent.flowId);
    if (parent === undefined || above === undefined) throw new Error(`${address.flowId} has nobody to tell`);
    const { number, attempt, order = 0, incarnation } = parent;
    if (parent.order === undefined && !isEndedFlow(flow.state)) {
      this.#tellChild(above, { to: "child", number, attempt, sequence: 0 });
      return false;
    }
    const report = read ?? endOf(child) ?? { kind: "rests" as const, order };
    if (report.kind === "rests" && flow.state !== "SUSPENDED") return true;
    this.command(above, { kind: "hear_child", incarnation, number, attempt, report });
    return true;
  }

  #landLate(): void {
    const [flow] = this.#late.splice(this.#random.below(this.#late.length), 1);
    if (flow === undefined || this.flows.has(flow.segment.address.flowId)) return;
    this.flows.set(flow.segment.address.flowId, flow);
  }

  #discardDormant(child: Flow): boolean {
    const { flow, address } = child.segment;
    if (isDormant(flow)) this.flows.delete(address.flowId);
    return true;
  }

  #make(graph: TreeGraph, flowId: string, parent: ParentLink | undefined): Flow {
    this.#incarnations += 1;
    const address = { namespace: "n", flowId, incarnation: `i${this.#incarnations}`, segment: 0 };
    const run = { labels: {}, priority: 0, runDigest: "", ...(parent !== undefined && { parent }) };
    const started = start(address, graph.definition, run, this.#context());
    const flow = { graph, segment: started.segment };
    flow.segment.version = 1;
    this.#witness(undefined, standing(flow));
    for (const letter of started.letters) this.#telling.push({ flow, letter });
    return flow;
  }

  #context(): DecisionContext {
    const tokenBits = () => {
      this.#bits += 1;
      return String(this.#bits);
    };
    return { now: this.#now, random: () => 0.5, tokenBits, offers: NO_OFFERS, payload: () => undefined };
  }

  /** The promise that holds at every moment: no flow is within one that does not know of it, or has done without it. */
  expectNoStrays(): void {
    for (const [id, { segment }] of this.flows) {
      const { parent } = segment.flow;
      if (parent?.order === undefined) continue;
      const above = this.flows.get(parent.flowId)?.segment.entry(parent.number);
      expect(above?.attempt, id).toBeGreaterThanOrEqual(parent.attempt);
    }
  }
}

class Refused extends Error {}

/** What it tells of its end, where it has come to one. */
function endOf({ segment: { address, flow } }: Flow): HearChild["report"] | undefined {
  if (!isEndedFlow(flow.state)) return undefined;
  return { kind: "ended", outcome: outcomeOfFlow(address.flowId, flow), order: flow.parent?.order ?? 0 };
}

/** Within another, and not told to begin. */
function isDormant({ parent, state }: Segment["flow"]): boolean {
  return parent !== undefined && parent.order === undefined && !isEndedFlow(state);
}

function standing({ segment: { address, flow, entries } }: Flow): Standing {
  return { flowId: address.flowId, flow, nodes: new Map(entries) };
}

function linkTo({ segment }: Flow, number: number, attempt: number): ParentLink {
  const { flowId, incarnation } = segment.address;
  const taskId = segment.taskId(number);
  const depth = depthOf(segment.flow) + 1;
  return { flowId, incarnation, segment: 0, number, attempt, taskId, rootTime: segment.rankTime, depth };
}
