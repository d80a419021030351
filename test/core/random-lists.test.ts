/**
 * Random definitions with scopes, some of whose tasks run for each item of a list: claimed, lost, suspended, undone and
 * ended at random. Items are open only while their task is under way, and what was done of a list is undone with the flow.
 */

import { describe, expect, it } from "vitest";
import type { Command } from "../../src/core/command.js";
import type { FlowDefinition, ForEach } from "../../src/core/definition/definition.js";
import { evaluationQueue } from "../../src/core/definition/evaluation.js";
import type { ListBounds } from "../../src/core/definition/list-bounds.js";
import { validateDefinition } from "../../src/core/definition/validate-definition.js";
import { ownerOf } from "../../src/core/state/item-lists.js";
import { ownerOfItem } from "../../src/core/state/list-members.js";
import { openClaim } from "../../src/core/state/segment.js";
import { isAtWork, isEndedFlow, isTerminalTask } from "../../src/core/state/states.js";
import { retry } from "./definitions.js";
import { FlowUnderTest } from "./flow-under-test.js";
import { allNumbers, anyEntry } from "./item-states.js";
import { scopeDefinition } from "./scope-definition.js";
import { randomScopeGraph } from "./scope-graph.js";
import { type SeededRandom, seededRandom } from "./seeded-random.js";
import { chosenSeeds } from "./seeds.js";
import { expectTrueIndexes } from "./true-indexes.js";

const { SEED } = process.env;
const { first: FIRST, count: SEEDS } = chosenSeeds(2_000);
const STEPS = 3_000;
const CONTROL = { requestDigest: "", reason: "" };
const JUDGE = evaluationQueue("judge");

function withLists(definition: FlowDefinition, random: SeededRandom): FlowDefinition {
  const controllers = new Set(definition.scopes?.map(({ controller }) => controller));
  const tasks = definition.tasks.map((task) => {
    if (task.type === undefined || controllers.has(task.name) || random.chance(0.5)) return task;
    return { ...task, forEach: randomList(random), ...(random.chance(0.3) && { retry: retry(2) }) };
  });
  return { ...definition, tasks };
}

function randomList(random: SeededRandom): ForEach {
  const list = JSON.stringify(Array.from({ length: random.below(4) }, (_, index) => index));
  const literal = { data: Buffer.from(list), contentType: "application/json", metadata: {} };
  return {
    ...(random.chance(0.4) ? { expression: list } : { literal }),
    maxParallel: random.below(3),
    toleratedFailures: random.pick([0, 0, 1]),
    retry: random.pick(["FAILED_ITEMS", "ALL_ITEMS"]),
  };
}

/** Every list is a long one, of which the state has a few items at a time. */
function randomBounds(random: SeededRandom): ListBounds {
  return {
    wholeItems: 0,
    blockItems: 1 + random.below(3),
    openItems: random.pick([1, 2, 1_000]),
    endedItems: random.below(2),
  };
}

class ListRun {
  readonly run: FlowUnderTest;
  readonly #random: SeededRandom;
  #outcomes = 0;
  #mayEnd: boolean;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
    const definition = withLists(scopeDefinition(randomScopeGraph(seed)), this.#random);
    expect(validateDefinition(definition)).toEqual([]);
    this.run = new FlowUnderTest(definition, undefined, {}, seed % 2 === 0 ? randomBounds(this.#random) : undefined);
    this.#mayEnd = this.#random.chance(0.3);
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
    const { state, cancellation } = segment.flow;
    if (!isEndedFlow(state) && cancellation === undefined && this.#random.chance(0.06)) {
      run.step(this.#control(state));
      return true;
    }
    if (segment.offers && this.#random.chance(0.25)) {
      run.claim(
        "worker",
        1 + this.#random.below(4),
        segment.ready.queues().filter((queue) => queue !== JUDGE),
      );
    }
    if (this.#random.chance(0.05)) run.step({ kind: "lose", holders: segment.holders });
    const asked = [...segment.entries].find(([, { item, state: at }]) => item !== undefined && !isTerminalTask(at));
    const open = segment.numbers().filter((number) => this.#isOpen(number));
    if (asked !== undefined && (open.length === 0 || this.#random.chance(0.3))) this.#answer(segment.taskId(asked[0]));
    else if (open.length > 0) this.#complete(this.#random.pick(open));
    else if (state === "SUSPENDED") run.step({ kind: "resume", ...CONTROL });
    else return false;
    return true;
  }

  #control(state: string): Command {
    if (state === "SUSPENDING" || state === "SUSPENDED") return { kind: "resume", ...CONTROL };
    if (!this.#mayEnd || this.#random.chance(0.7)) return { kind: "suspend", ...CONTROL };
    this.#mayEnd = false;
    const cancels: readonly Command[] = [0, 1_000].map((graceMs) => ({ kind: "cancel", graceMs, ...CONTROL }));
    // What is being undone is neither undone once more nor ended.
    if (this.run.segment.flow.reversion?.whole === true) return this.#random.pick(cancels);
    return this.#random.pick<Command>([
      ...cancels,
      { kind: "revert", ...CONTROL },
      { kind: "end", ending: { state: "FAILED", message: "" }, ...CONTROL },
    ]);
  }

  /** Whether an outcome of it can be brought: it is a task that runs once, an item, or to be undone. */
  #isOpen(number: number): boolean {
    const { segment } = this.run;
    const entry = segment.entry(number);
    if (entry?.list !== undefined && entry.reversal?.begun !== true) return false;
    return entry?.state === "READY" || isAtWork(segment.stateOf(number));
  }

  #answer(controller: string): void {
    const { segment } = this.run;
    if (segment.ready.count(JUDGE) > 0) this.run.claim("judge", 10, [JUDGE]);
    const item = segment.control?.itemOf(this.run.number(controller)) ?? -1;
    const verdict = this.#random.pick(["RETRY", "REVERT", "REVERT_ALL"] as const);
    const token = segment.entry(item)?.claim?.token ?? "";
    const outcome = { kind: "decided", digest: this.#digest() } as const;
    const decision = { verdict, fired: [], skip: [], globals: {}, message: "" };
    this.run.step({ kind: "complete", taskId: controller, token, outcome, decision });
  }

  #complete(number: number): void {
    const { segment } = this.run;
    const entry = segment.entry(number);
    // The holder of a lost lease may bring its outcome after all.
    const claim = openClaim(entry) ?? (entry?.claim?.lost === true ? entry.claim : undefined);
    const named = claim === undefined ? { attempt: (entry?.attempt ?? 0) + 1 } : { token: claim.token };
    const taskId = segment.taskId(number);
    const fails = this.#random.chance(entry?.reversal?.begun === true ? 0.03 : 0.2);
    if (!fails) this.run.complete(taskId, this.#digest(), named);
    else {
      const failure = { type: "E", message: "", retryable: this.#random.chance(0.7) };
      const outcome = { kind: "failure", failure, digest: this.#digest() } as const;
      this.run.step({ kind: "complete", taskId, outcome, ...named });
    }
  }

  #digest(): string {
    this.#outcomes += 1;
    return `outcome ${this.#outcomes}`;
  }

  #check(): void {
    const { segment } = this.run;
    const { state, cancellation } = segment.flow;
    for (const [number, entry] of segment.entries) {
      const owner = ownerOf(entry);
      const isOpen = owner !== undefined && (entry.state === "READY" || isAtWork(entry.state));
      if (!isOpen || cancellation !== undefined) continue;
      const of = segment.entry(owner);
      expect(`${segment.taskId(number)} of ${of?.state}`).toBe(`${segment.taskId(number)} of RUNNING`);
    }
    if (isEndedFlow(state) || this.#random.chance(0.1)) expectTrueIndexes(segment);
  }
}

/** Of a flow that is undone as a whole: what has items that were done is. */
function expectUndone({ segment }: FlowUnderTest): void {
  for (const [number, entry] of segment.entries) {
    const items = allNumbers(segment).filter((item) => ownerOfItem(segment, item) === number);
    if (!items.some((item) => anyEntry(segment, item)?.state === "SUCCEEDED")) continue;
    expect(`${segment.taskId(number)} ${entry.state}`).toBe(`${segment.taskId(number)} REVERTED`);
  }
}

describe("random definitions with scopes and lists", () => {
  it(`${SEEDS} runs from seed ${FIRST} stay sound, end, and are undone where they are to be`, () => {
    let undone = 0;
    for (let seed = FIRST; seed < FIRST + SEEDS; seed += 1) {
      try {
        const { run } = new ListRun(seed).drive();
        const { state, reversion } = run.segment.flow;
        expect(isEndedFlow(state), state).toBe(true);
        if (state !== "REVERTED" || reversion?.whole !== true) continue;
        undone += 1;
        expectUndone(run);
      } catch (error) {
        throw new Error(`seed ${seed} (SEED=${seed} runs it alone): ${String(error)}`, { cause: error });
      }
    }
    if (SEED === undefined) expect(undone).toBeGreaterThan(0);
  });
});
