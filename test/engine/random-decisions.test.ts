/**
 * Random definitions with edges of all kinds and decisions, through two engines on one store, suspended and resumed on
 * their way, against the reference model; and cancelled in the middle. SEED=n runs one of them again.
 */
import { describe, expect, test } from "vitest";
import { SEGMENT_BOUNDS } from "../../src/core/definition/stored-form.js";
import type { Engine } from "../../src/engine/index.js";
import type { Store } from "../../src/store/store.js";
import { controlDefinition } from "../core/control-definition.js";
import { type ControlGraph, outcomeOfRun, randomControlGraph } from "../core/control-graph.js";
import { ControlModel } from "../core/control-model.js";
import { type SeededRandom, seededRandom } from "../core/seeded-random.js";
import { chosenSeeds } from "../core/seeds.js";
import { ScriptedDecisions } from "./scripted-decisions.js";
import { STORES, startEngine } from "./stores.js";

const COUNTS: Readonly<Record<string, number>> = { memory: 150, MongoDB: 40 };
const STEPS = 2_000;
const LIMIT_MS = 600_000;
const OPEN: readonly string[] = ["READY", "RUNNING", "DELAYED"];

describe.each(STORES)("on $name", ({ name, make }) => {
  const { first: FIRST, count } = chosenSeeds(COUNTS[name] ?? 0);

  test(
    `${count} flows end as the reference model says, whatever is suspended on the way`,
    async () => {
      const engines = await twoEngines(make());
      for (let seed = FIRST; seed < FIRST + count; seed += 1) {
        const graph = randomControlGraph(seed, { decisions: true, items: "again" });
        const flowId = `f${seed}`;
        await run(engines, graph, flowId, async (engine, random) => {
          const { flow } = await engine.getFlowDetails({ flowId });
          if (flow.endTime !== undefined || !random.chance(0.15)) return;
          await engine.suspendFlow({ flowId });
          await engine.resumeFlow({ flowId });
        });
        const { flow, tasks } = await engines[0].getFlowDetails({ flowId, view: "FULL", pageSize: 1_000 });
        const model = driven(graph);
        const states = new Map(tasks.map(({ taskId, state }) => [taskId, state]));
        expect([flow.state, states], `seed ${seed}`).toEqual([model.verdict(), model.runs.states()]);
        expect(flow.output !== undefined, `seed ${seed}`).toBe(graph.output && model.verdict() !== "CANCELLED");
      }
    },
    LIMIT_MS,
  );

  test(
    `${count} flows that are cut off on the way, and go on, end as if nobody had`,
    async () => {
      const engines = await twoEngines(make());
      for (let seed = FIRST; seed < FIRST + count; seed += 1) {
        const graph = randomControlGraph(seed, { decisions: true, items: "again" });
        const flowId = `f${seed}`;
        let steps = 0;
        await run(engines, graph, flowId, async (engine, random) => {
          steps += 1;
          const { flow, tasks } = await engine.getFlowDetails({ flowId, view: "TASKS", pageSize: 1_000 });
          const open = tasks.filter(({ taskId, state }) => OPEN.includes(state) && !taskId.includes("["));
          if (flow.endTime !== undefined || steps > 20 || open.length === 0 || !random.chance(0.2)) return;
          await engine.cancelFlow({ flowId, graceMs: 0 });
          // What failed before is left, and all that was cut off runs again, though one alone is named.
          await engine.retryFlow({ flowId, tasks: [random.pick(open).taskId] });
        });
        const { flow, tasks } = await engines[0].getFlowDetails({ flowId, view: "FULL", pageSize: 1_000 });
        const model = driven(graph);
        const states = new Map(tasks.map(({ taskId, state }) => [taskId, state]));
        expect([flow.state, states], `seed ${seed}`).toEqual([model.verdict(), model.runs.states()]);
      }
    },
    LIMIT_MS,
  );

  test(
    `${count} flows that are cancelled on the way end CANCELLED, and leave nothing to be decided`,
    async () => {
      const engines = await twoEngines(make());
      for (let seed = FIRST; seed < FIRST + count; seed += 1) {
        const graph = randomControlGraph(seed, {
          ...{ decisions: true, items: "again" },
          ...{ cycles: true, instances: true, targets: true },
        });
        const flowId = `f${seed}`;
        let steps = 0;
        await run(engines, graph, flowId, async (engine, random) => {
          steps += 1;
          const { flow } = await engine.getFlowDetails({ flowId });
          if (flow.state === "SUSPENDED" || flow.state === "SUSPENDING") await engine.resumeFlow({ flowId });
          else if (steps > 2 + random.below(6) && flow.endTime === undefined) {
            await engine.cancelFlow({ flowId, graceMs: 0 });
          }
        });
        const { flow, tasks } = await engines[1].getFlowDetails({ flowId, view: "TASKS", pageSize: 1_000 });
        expect(flow.endTime, `seed ${seed}: ${flow.state}`).toBeDefined();
        if (flow.state !== "CANCELLED") continue;
        expect(
          tasks.filter(({ phase, endTime }) => phase !== undefined || endTime === undefined),
          `seed ${seed}`,
        ).toEqual([]);
      }
    },
    LIMIT_MS,
  );
});

/** What begins in the second of them has long lists, of which the state has a few items; the first goes on with these. */
async function twoEngines(open: () => Store): Promise<readonly [Engine, Engine]> {
  const lists = { wholeItems: 0, blockItems: 2, openItems: 1_000, endedItems: 0 };
  const first = await startEngine(open());
  const second = await startEngine(open(), { segmentBounds: { ...SEGMENT_BOUNDS, lists } });
  return [first.engine, second.engine];
}

/** Until nothing is left to do; `meanwhile` happens between two steps, which go through either engine. */
async function run(
  engines: readonly [Engine, Engine],
  graph: ControlGraph,
  flowId: string,
  meanwhile: (engine: Engine, random: SeededRandom) => Promise<void>,
): Promise<void> {
  const random = seededRandom(graph.seed);
  await engines[0].run({ flowId, definition: { kind: "spec", spec: controlDefinition(graph) } });
  const doers = engines.map((engine) => new ScriptedDecisions(engine, graph, random));
  for (let step = 0; step < STEPS; step += 1) {
    const engine = random.pick(engines);
    await meanwhile(engine, random);
    const { flow } = await engine.getFlowDetails({ flowId });
    if (flow.endTime !== undefined) return;
    const [one, other] = random.chance(0.5) ? doers : doers.toReversed();
    // What one has claimed only the same one finishes.
    if (!(await one?.step(flowId))) await other?.step(flowId);
  }
  throw new Error(`seed ${graph.seed}: ${flowId} does not come to its end`);
}

/** The reference model at the end of the same script. */
function driven(graph: ControlGraph): ControlModel {
  const model = new ControlModel(graph);
  while (model.verdict() === undefined) {
    const [asked] = model.asked().keys();
    const [open] =
      [...model.runs.states()].find(([taskId, state]) => state === "OPEN" && !model.runs.hasItems(taskId)) ?? [];
    if (asked !== undefined) model.decide(asked);
    else if (open !== undefined) model.complete(open, outcomeOfRun(graph, open, model.runs.tries(open)));
    else throw new Error(`seed ${graph.seed}: the model is stuck`);
  }
  return model;
}
