/**
 * Random definitions with scopes against the reference model: after every command each task, what is asked, and the
 * verdict are where the model has them; nothing is stuck.
 */

import { isDeepStrictEqual } from "node:util";
import { describe, expect, it } from "vitest";
import { NO_OFFERS } from "../../src/core/decision.js";
import type { FlowDefinition } from "../../src/core/definition/definition.js";
import { evaluationQueue } from "../../src/core/definition/evaluation.js";
import { validateDefinition } from "../../src/core/definition/validate-definition.js";
import { readyNodes } from "../../src/core/state/ready-queues.js";
import { openClaim } from "../../src/core/state/segment.js";
import { isAtWork, isEndedFlow, isTerminalTask } from "../../src/core/state/states.js";
import { FlowUnderTest } from "./flow-under-test.js";
import { scopeDefinition } from "./scope-definition.js";
import { randomScopeGraph, type ScopeGraph } from "./scope-graph.js";
import { ScopeModel } from "./scope-model.js";
import { seededRandom } from "./seeded-random.js";
import { chosenSeeds } from "./seeds.js";
import { snapshotOf } from "./snapshot-of.js";
import { expectTrueIndexes } from "./true-indexes.js";

const { first: FIRST, count: SEEDS } = chosenSeeds(5_000);
const PART = 1_000;
const PARTS = Array.from({ length: Math.ceil(SEEDS / PART) }, (_, part): [number, number] => [
  Math.min(PART, SEEDS - part * PART),
  FIRST + part * PART,
]);
const STEPS = 2_000;
const CONTROL = { requestDigest: "", reason: "" };

class ScopeRun {
  run: FlowUnderTest;
  readonly #definition: FlowDefinition;
  readonly #model: ScopeModel;
  readonly #graph: ScopeGraph;
  readonly #random;
  #answers = 0;

  constructor(seed: number) {
    this.#graph = randomScopeGraph(seed);
    this.#definition = scopeDefinition(this.#graph);
    expect(validateDefinition(this.#definition)).toEqual([]);
    this.#random = seededRandom(seed);
    this.run = new FlowUnderTest(this.#definition);
    this.#model = new ScopeModel(this.#graph);
  }

  drive(): this {
    this.#check();
    for (let step = 0; step < STEPS && this.#step(); step += 1) this.#check();
    return this;
  }

  /** False where nothing is left to do. */
  #step(): boolean {
    const { run } = this;
    const { segment } = run;
    const { state } = segment.flow;
    if (!isEndedFlow(state) && this.#random.chance(0.05)) {
      const rests = state === "SUSPENDING" || state === "SUSPENDED";
      run.step({ kind: rests ? "resume" : "suspend", ...CONTROL });
      return true;
    }
    if (this.#random.chance(0.1)) this.#moveOn();
    if (this.#random.chance(0.2) && this.run.segment.offers) this.#claimAll();
    const asked = this.#model.asked();
    if (asked !== undefined && this.#random.chance(0.3)) {
      this.#answer(asked);
      return true;
    }
    const { segment: current } = this.run;
    const open = current.numbers().filter((number) => {
      const at = current.stateOf(number);
      return at === "READY" || isAtWork(at);
    });
    if (open.length > 0) {
      this.#complete(this.#random.pick(open));
      return true;
    }
    if (asked === undefined) return false;
    this.#answer(asked);
    return true;
  }

  /** A new flow goes on from where this one has come. */
  #moveOn(): void {
    const snapshot = snapshotOf(this.run.segment);
    if (snapshot === undefined) return;
    this.run = new FlowUnderTest(this.#definition, NO_OFFERS, { snapshot });
    this.#model.release();
    this.#check();
  }

  #claimAll(): void {
    const { segment } = this.run;
    const names = readyNodes(segment).map((number) => segment.taskId(number));
    this.run.claim(
      "worker",
      names.length,
      segment.ready.queues().filter((queue) => queue !== evaluationQueue("judge")),
    );
    this.#model.hold(names);
  }

  #answer(controller: string): void {
    const { segment } = this.run;
    const queue = evaluationQueue("judge");
    if (segment.ready.count(queue) > 0) this.run.claim("judge", 10, [queue]);
    const item = segment.control?.itemOf(this.run.number(controller)) ?? -1;
    this.#answers += 1;
    this.run.step({
      kind: "complete",
      taskId: controller,
      token: segment.entry(item)?.claim?.token ?? "",
      outcome: { kind: "decided", digest: `answer ${this.#answers}` },
      decision: { verdict: this.#model.answer(), fired: [], skip: [], globals: {}, message: "" },
    });
  }

  #complete(number: number): void {
    const { segment } = this.run;
    const name = segment.taskId(number);
    const entry = segment.entry(number);
    const script = this.#graph.tasks[number];
    const claim = openClaim(entry);
    const named = claim === undefined ? { attempt: (entry?.attempt ?? 0) + 1 } : { token: claim.token };
    this.#answers += 1;
    const digest = `outcome ${this.#answers}`;
    const undoing = entry?.reversal?.begun === true;
    if (undoing ? script?.revertFails === true : this.#model.fails(name)) {
      const failure = { type: "E", message: "", retryable: true };
      this.run.step({ kind: "complete", taskId: name, outcome: { kind: "failure", failure, digest }, ...named });
    } else this.run.complete(name, digest, named);
    this.#model.complete(name);
  }

  #check(): void {
    const { segment } = this.run;
    const { state } = segment.flow;
    const is = {
      states: new Map(segment.numbers().map((number) => [segment.taskId(number), standingOf(segment, number)])),
      asked: askedOf(segment),
      verdict: isEndedFlow(state) ? state : undefined,
    };
    const model = this.#model;
    const expected = { states: model.states(), asked: model.asked(), verdict: model.verdict() };
    // The quick comparison first: this runs some hundred thousand times.
    if (!isDeepStrictEqual(is, expected)) expect(is).toEqual(expected);
    if (isEndedFlow(state) || this.#random.chance(0.1)) expectTrueIndexes(segment);
  }
}

type Segment = FlowUnderTest["segment"];

function standingOf(segment: Segment, number: number): string {
  const entry = segment.entry(number);
  const state = segment.stateOf(number);
  const open = entry?.reversal?.begun === true ? "UNDOING" : "OPEN";
  const shown = state === "PENDING" || isTerminalTask(state) ? state : open;
  return `${shown} ${entry?.reversal?.intent ?? "EXECUTE"}`;
}

function askedOf(segment: Segment): string | undefined {
  for (const [number, { item, state }] of segment.entries) {
    if (item !== undefined && !isTerminalTask(state)) return segment.taskId(number);
  }
  return undefined;
}

describe("random definitions with scopes", () => {
  it.each(PARTS)(
    "%i runs from seed %i agree with the reference model after every command, and all of them end",
    (count, first) => {
      for (let seed = first; seed < first + count; seed += 1) {
        try {
          const { state } = new ScopeRun(seed).drive().run.segment.flow;
          expect(isEndedFlow(state), state).toBe(true);
        } catch (error) {
          throw new Error(`seed ${seed} (SEED=${seed} runs it alone): ${String(error)}`, { cause: error });
        }
      }
    },
  );
});
