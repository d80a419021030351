/**
 * Random definitions with edges of all kinds against their reference model. `SEED=n` runs one again; `GRAPHS=n` runs
 * more of them.
 */

import { isDeepStrictEqual } from "node:util";
import { describe, expect, it } from "vitest";
import type { ListBounds } from "../../src/core/definition/list-bounds.js";
import { validateDefinition } from "../../src/core/definition/validate-definition.js";
import { firedEdges } from "../../src/core/state/fired-edges.js";
import { readyNodes } from "../../src/core/state/ready-queues.js";
import { isEndedFlow, isTerminalTask } from "../../src/core/state/states.js";
import { contextSource } from "../../src/core/state/task-causes.js";
import { controlDefinition } from "./control-definition.js";
import { type ControlGraph, type GraphTraits, outcomeOfRun, randomControlGraph } from "./control-graph.js";
import { ControlModel } from "./control-model.js";
import { FlowUnderTest } from "./flow-under-test.js";
import { allNumbers, anyEntry } from "./item-states.js";
import { ScriptedJudge } from "./scripted-judge.js";
import { seededRandom } from "./seeded-random.js";
import { chosenSeeds } from "./seeds.js";
import { expectTrueIndexes } from "./true-indexes.js";

const { first: FIRST, count: SEEDS } = chosenSeeds(5_000);
/** Each a test of its own, with a time of its own. */
const PART = 1_000;
const PARTS = Array.from({ length: Math.ceil(SEEDS / PART) }, (_, part): [number, number] => [
  Math.min(PART, SEEDS - part * PART),
  FIRST + part * PART,
]);
/** Loops go on as their limits allow. */
const STEPS = 300;

/** Every list is a long one, whose items come into the state two by two and leave it as soon as they have ended. */
const LONG: ListBounds = { wholeItems: 0, blockItems: 2, openItems: 1_000, endedItems: 0 };

const EVERYTHING: GraphTraits = {
  ...{ cycles: true, targets: true, instances: true },
  ...{ decisions: true, items: "again", guards: true, repeats: true, bindings: true },
};

/** A run with its model, driven by outsiders' completions in an order that `seed` decides. */
class ControlRun {
  readonly run: FlowUnderTest;
  readonly model: ControlModel;
  readonly #graph: ControlGraph;
  readonly #random;
  readonly #judge: ScriptedJudge;
  #mayEnd = false;

  constructor(graph: ControlGraph, seed: number, lists?: ListBounds) {
    const definition = controlDefinition(graph);
    expect(validateDefinition(definition)).toEqual([]);
    this.#graph = graph;
    this.#random = seededRandom(seed);
    this.run = new FlowUnderTest(definition, undefined, {}, lists);
    this.#judge = new ScriptedJudge(this.run, graph);
    this.model = new ControlModel(graph);
  }

  /** With checks after every command, and ended by a caller now and then; or for its end alone. */
  drive(checks: boolean): this {
    this.#mayEnd = checks;
    if (checks) this.#check();
    for (let step = 0; step < STEPS && this.#step(); step += 1) if (checks) this.#check();
    return this;
  }

  /** False where nothing is left to do. */
  #step(): boolean {
    const { segment } = this.run;
    const { state, pause } = segment.flow;
    const ready = [...readyNodes(segment), ...this.#judge.held()];
    const resumes = state === "SUSPENDING" || state === "SUSPENDED";
    if (resumes && (ready.length === 0 || this.#random.chance(0.2))) {
      this.run.step({ kind: "resume", requestDigest: "", reason: "" });
      if (pause !== undefined) this.model.resume();
      return true;
    }
    if (!resumes && !isEndedFlow(state) && this.#random.chance(0.05)) {
      this.run.step({ kind: "suspend", requestDigest: "", reason: "" });
      return true;
    }
    if (this.#mayEnd && !isEndedFlow(state) && segment.flow.ending === undefined && this.#random.chance(0.004)) {
      const end = this.#random.pick(["SUCCEEDED", "FAILED", "CANCELLED"] as const);
      this.run.step({ kind: "end", ending: { state: end, message: "" }, requestDigest: "", reason: "" });
      this.model.end(end);
      return true;
    }
    if (ready.length === 0) return false;
    const number = this.#random.pick(ready);
    const taskId = segment.taskId(number);
    if (segment.isItem(number)) {
      this.#judge.answer(number);
      this.model.decide(taskId);
      return true;
    }
    const outcome = outcomeOfRun(this.#graph, taskId, segment.entry(number)?.tries ?? 0);
    if (outcome === "result") this.run.complete(taskId);
    else if (outcome === "failure") this.run.fail(taskId);
    else {
      const cancelled = { kind: "cancelled", message: "", digest: "cancelled" } as const;
      this.run.step({ kind: "complete", taskId, outcome: cancelled });
    }
    this.model.complete(taskId, outcome);
    return true;
  }

  /** Every task, what fired, and the flow are where the model has them; nothing is stuck. */
  #check(): void {
    const { segment } = this.run;
    const { state, pause } = segment.flow;
    const numbers = allNumbers(segment);
    const is = {
      states: new Map(numbers.map((number) => [segment.taskId(number), stateOf(segment, number)])),
      fired: new Map(numbers.flatMap((number) => firedOf(segment, number))),
      verdict: isEndedFlow(state) ? state : undefined,
      paused: !isEndedFlow(state) && pause !== undefined,
      asked: askedOf(segment),
      contexts: contextsOf(segment),
      inputs: inputsOf(segment),
      output: outputOf(segment),
    };
    const { model } = this;
    const expected = {
      states: model.runs.states(),
      fired: model.runs.fired(),
      verdict: model.verdict(),
      paused: model.paused,
      asked: model.asked(),
      contexts: model.runs.contexts(),
      inputs: this.#inputs(is.inputs),
      output: this.#output(),
    };
    // The quick comparison first: this runs some hundred thousand times.
    if (!isDeepStrictEqual(is, expected)) expect(is).toEqual(expected);
    if (isEndedFlow(state) || this.#random.chance(0.1)) expectTrueIndexes(segment);
  }

  /** Of what has an input the one that it must have: made for its round. */
  #inputs(is: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
    const { segment } = this.run;
    const bound = new Set(this.#graph.tasks.flatMap(({ name, bound: has }) => (has === true ? [name] : [])));
    const offered = readyNodes(segment).filter((number) => !segment.isItem(number) && !segment.entry(number)?.each);
    const must = offered.map((number) => segment.taskId(number)).filter((id) => bound.has(id.split("#")[0] ?? ""));
    const round = (taskId: string) => (segment.entry(segment.numberOf(taskId) ?? -1)?.rounds?.done ?? 0) + 1;
    return new Map([...is.keys(), ...must].map((id) => [id, `{"flow":"flow","round":${round(id)}}`]));
  }

  #output(): string | undefined {
    const { state } = this.run.segment.flow;
    if (this.#graph.computes !== true || this.#graph.outputBreaks === true) return undefined;
    return state === "SUCCEEDED" || state === "FAILED" ? `{"how":"${state}","of":"flow"}` : undefined;
  }

  /** How it ended. */
  end() {
    const { segment } = this.run;
    const tasks = allNumbers(segment).map(
      (number) => `${segment.taskId(number)} ${anyEntry(segment, number)?.state ?? "PENDING"}`,
    );
    return { flow: segment.flow.state, tasks: tasks.sort() };
  }
}

type Segment = FlowUnderTest["segment"];

function stateOf(segment: Segment, number: number): string {
  const state = anyEntry(segment, number)?.state ?? "PENDING";
  return state === "PENDING" || isTerminalTask(state) ? state : "OPEN";
}

function firedOf(segment: Segment, number: number): [string, readonly number[]][] {
  const entry = segment.entry(number);
  const control = segment.definition.control?.nodes[segment.control?.nodeOf(number) ?? number];
  if (entry === undefined || control === undefined || entry.each !== undefined) return [];
  if (!isTerminalTask(entry.state)) return [];
  return [[segment.taskId(number), firedEdges(control, entry).map(({ index }) => index)]];
}

/** By task: what was computed for it to work on. */
function inputsOf(segment: Segment): ReadonlyMap<string, string> {
  return new Map(
    segment.numbers().flatMap((number): [string, string][] => {
      const input = segment.entry(number)?.input;
      return input === undefined ? [] : [[segment.taskId(number), Buffer.from(input.data ?? []).toString()]];
    }),
  );
}

function outputOf({ definition, flow: { output } }: Segment): string | undefined {
  return definition.output === undefined || output === undefined
    ? undefined
    : Buffer.from(output.data ?? []).toString();
}

/** What is to be decided, by task. */
function askedOf(segment: Segment): ReadonlyMap<string, string> {
  const items = [...segment.entries].filter(([, { item, state }]) => item !== undefined && !isTerminalTask(state));
  return new Map(items.map(([number, { item }]) => [segment.taskId(number), item?.phase ?? ""]));
}

/** By task: whose context it hands on. */
function contextsOf(segment: Segment): ReadonlyMap<string, string> {
  return new Map(
    segment.numbers().flatMap((number): [string, string][] => {
      const source = contextSource(segment.entries, number);
      return source === undefined ? [] : [[segment.taskId(number), segment.taskId(source)]];
    }),
  );
}

describe("random definitions with edges of all kinds", () => {
  it.each(PARTS)(
    "%i runs from seed %i agree with the reference model after every command, and all of them end",
    (count, first) => {
      for (let seed = first; seed < first + count; seed += 1) {
        naming(seed, () => {
          const lists = seed % 2 === 0 ? LONG : undefined;
          const { segment } = new ControlRun(randomControlGraph(seed, EVERYTHING), seed, lists).drive(true).run;
          expect(isEndedFlow(segment.flow.state), segment.flow.state).toBe(true);
        });
      }
    },
  );

  it("the order of completions does not matter where each task runs once and nothing ends the flow early", () => {
    for (let seed = FIRST; seed < FIRST + SEEDS / 10; seed += 1) {
      const graph = randomControlGraph(seed, {
        ...{ decisions: true, items: "again", guards: true, repeats: true, bindings: true },
      });
      const ends = [1, 2, 3].map((order) =>
        naming(seed, () => new ControlRun(graph, seed * 3 + order, order === 2 ? LONG : undefined).drive(false).end()),
      );
      expect(ends[1], `seed ${seed}`).toEqual(ends[0]);
      expect(ends[2], `seed ${seed}`).toEqual(ends[0]);
    }
  });
});

/** Runs it; a failure names the seed. */
function naming<Value>(seed: number, run: () => Value): Value {
  try {
    return run();
  } catch (error) {
    throw new Error(`seed ${seed} (SEED=${seed} runs it alone): ${String(error)}`, { cause: error });
  }
}
