/**
 * Simulations of random definitions with edges of all kinds: each comes to its end, what is said to be out of reach is
 * never run, and every task is told of in one way.
 */
import { expect, test } from "vitest";
import { compileDefinition } from "../../src/core/definition/compiled-definition.js";
import { simulateDefinition } from "../../src/core/simulation/simulate.js";
import type { Assumption, Simulation } from "../../src/core/simulation/simulation.js";
import { controlDefinition } from "./control-definition.js";
import { type GraphTraits, randomControlGraph } from "./control-graph.js";
import { type SeededRandom, seededRandom } from "./seeded-random.js";

const GRAPHS = 1_000;
const TURNS = 4;
const EVERYTHING: GraphTraits = { cycles: true, targets: true, instances: true, items: "again" };

test(`${GRAPHS} random definitions, each under ${TURNS} random assumptions`, () => {
  let outOfReach = 0;
  for (let seed = 0; seed < GRAPHS; seed += 1) {
    const spec = controlDefinition(randomControlGraph(seed, EVERYTHING));
    const compiled = compileDefinition(spec, "", 0);
    const random = seededRandom(seed);
    for (let turn = 0; turn < TURNS; turn += 1) {
      const assumed = new Map(spec.tasks.map(({ name }) => [name, randomAssumption(random)]));
      const assume = (name: string) => assumed.get(name) ?? expect.fail(`${name} is no task`);
      const { told, pauses } = inPauses({ compiled, assume, slots: random.below(4) });
      expect([seed, told.end]).toEqual([seed, "ENDED"]);
      expect(pauses).toBeGreaterThan(0);
      const ran = new Set(told.tasks.map(({ taskId }) => taskId.replace(/#\d+$/, "")));
      outOfReach += told.unreachable.length;
      expect([seed, told.unreachable.filter((name) => claimed(told, name))]).toEqual([seed, []]);
      const known = [...ran, ...told.doomed, ...told.unreachable];
      expect([seed, spec.tasks.filter(({ name }) => !known.includes(name)).map(({ name }) => name)]).toEqual([
        seed,
        [],
      ]);
      for (const { reachedMs, startMs = reachedMs, endMs = startMs } of told.tasks) {
        expect(reachedMs <= startMs && startMs <= endMs && endMs <= told.makespanMs).toBe(true);
      }
    }
  }
  expect(outOfReach).toBeGreaterThan(0);
});

function claimed({ tasks }: Simulation, name: string): boolean {
  return tasks.some(({ taskId, startMs }) => taskId === name && startMs !== undefined);
}

function randomAssumption(random: SeededRandom): Assumption {
  const outcome = random.chance(0.3) ? "FAIL" : "SUCCEED";
  return { durationMs: random.below(50), outcome, failures: random.below(3) };
}

interface Asked {
  readonly compiled: ReturnType<typeof compileDefinition>;
  readonly assume: (name: string) => Assumption;
  readonly slots: number;
}

function inPauses({ compiled, assume, slots }: Asked) {
  const work = simulateDefinition(compiled, { assume, slots, steps: 1_000_000 });
  for (let pauses = 0; ; pauses += 1) {
    const step = work.next();
    if (step.done === true) return { told: step.value, pauses };
  }
}
