/**
 * Random definitions with edges of all kinds that are ended, run again, reset, skipped in part and cancelled at random: no
 * decision is illegal, the indexes stay true, and every flow ends. `SEED=n` runs one again.
 */

import { describe, expect, it } from "vitest";
import { readyNodes } from "../../src/core/state/ready-queues.js";
import { isEndedFlow } from "../../src/core/state/states.js";
import { controlDefinition } from "./control-definition.js";
import { type ControlGraph, type GraphTraits, outcomeOfRun, randomControlGraph } from "./control-graph.js";
import { FlowUnderTest } from "./flow-under-test.js";
import { randomControl, tryCommand } from "./random-controls.js";
import { ScriptedJudge } from "./scripted-judge.js";
import { type SeededRandom, seededRandom } from "./seeded-random.js";
import { chosenSeeds } from "./seeds.js";
import { expectTrueIndexes } from "./true-indexes.js";

const { first: FIRST, count: SEEDS } = chosenSeeds(500);
/** Loops go on as their limits allow. */
const STEPS = 5_000;
/** Control calls in one run; after them it is left to end. */
const CONTROLS = 8;
const CONTROL = { requestDigest: "", reason: "" };

class SteeredRun {
  readonly run: FlowUnderTest;
  readonly #graph: ControlGraph;
  readonly #random: SeededRandom;
  readonly #judge: ScriptedJudge;
  #controls = CONTROLS;

  constructor(seed: number) {
    const traits: GraphTraits = {
      ...{ cycles: true, targets: true, instances: true, decisions: true },
      ...{ items: "again", guards: true, repeats: true },
    };
    this.#graph = randomControlGraph(seed, traits);
    this.#random = seededRandom(seed);
    this.run = new FlowUnderTest(controlDefinition(this.#graph));
    this.#judge = new ScriptedJudge(this.run, this.#graph);
  }

  drive(): void {
    for (let steps = 0; this.#step(); steps += 1) {
      if (steps > STEPS) throw new Error(`still ${this.run.segment.flow.state} after ${STEPS} steps`);
      if (this.#random.chance(0.2)) expectTrueIndexes(this.run.segment);
    }
    expectTrueIndexes(this.run.segment);
  }

  /** False where nothing is left to do. */
  #step(): boolean {
    const { segment } = this.run;
    const { state } = segment.flow;
    if (this.#controls > 0 && (isEndedFlow(state) || this.#random.chance(0.08))) {
      this.#controls -= 1;
      tryCommand(this.run, randomControl(this.run, this.#random));
      return true;
    }
    const ready = [...readyNodes(segment), ...this.#judge.held()];
    if (state === "SUSPENDING" || state === "SUSPENDED") {
      this.run.step({ kind: "resume", ...CONTROL });
      return true;
    }
    if (ready.length === 0) return false;
    this.#finish(this.#random.pick(ready));
    return true;
  }

  #finish(number: number): void {
    const { segment } = this.run;
    const taskId = segment.taskId(number);
    const { item, claim } = segment.entry(number) ?? {};
    if (item !== undefined) {
      const about = item.about ?? item.node;
      const skips = about !== undefined && segment.entry(about)?.evaluation?.skips === true;
      if (!skips) {
        this.#judge.answer(number);
        return;
      }
      const decision = { fired: [], skip: [], globals: {}, message: "" };
      const outcome = { kind: "decided", digest: `skip ${claim?.token}` } as const;
      this.run.step({ kind: "complete", taskId, token: claim?.token ?? "", outcome, decision });
      return;
    }
    const outcome = outcomeOfRun(this.#graph, taskId, segment.entry(number)?.tries ?? 0);
    const attempt = (segment.entry(number)?.attempt ?? 0) + 1;
    const digest = `${outcome} ${attempt}`;
    const told = {
      result: { kind: "result", result: { contentType: "text/plain", size: 1 }, digest },
      failure: { kind: "failure", failure: { type: "E", message: "", retryable: true }, digest },
      cancelled: { kind: "cancelled", message: "", digest },
    } as const;
    this.run.step({ kind: "complete", taskId, attempt, outcome: told[outcome] });
  }
}

describe("random definitions that are steered at random", () => {
  it(`${SEEDS} runs from seed ${FIRST} stay sound, and all of them end`, () => {
    for (let seed = FIRST; seed < FIRST + SEEDS; seed += 1) {
      try {
        const steered = new SteeredRun(seed);
        steered.drive();
        expect(isEndedFlow(steered.run.segment.flow.state), steered.run.segment.flow.state).toBe(true);
      } catch (error) {
        throw new Error(`seed ${seed} (SEED=${seed} runs it alone): ${String(error)}`, { cause: error });
      }
    }
  });
});
