/**
 * Random graphs run by several engines on one store: who calls which engine, and when, is left to chance.
 */
import { SEGMENT_BOUNDS, type SegmentBounds } from "../../src/core/definition/stored-form.js";
import { type Engine, EngineError, type EngineErrorReason, type TaskCompleteRequest } from "../../src/engine/index.js";
import { randomGraph } from "../core/random-graph.js";
import type { SeededRandom } from "../core/seeded-random.js";
import { expectSame, RandomFlow } from "./random-flow.js";

/** Pages smaller than most flows, so that details are read over several. */
const PAGE_SIZE = 50;

export class RandomWorld {
  readonly engines: readonly Engine[];
  readonly random: SeededRandom;
  readonly flows = new Map<string, RandomFlow>();
  /** Rejects when something went wrong that nobody waits for. */
  readonly broken: Promise<never>;
  readonly #break: (error: unknown) => void;
  readonly #bounds: SegmentBounds;
  /** Calls under way, by flow: what they tell has to be heard before the flow is judged. */
  readonly #calls = new Map<RandomFlow, Set<Promise<void>>>();

  /** `bounds`: how the engines cut flows. */
  constructor(engines: readonly Engine[], random: SeededRandom, bounds: SegmentBounds = SEGMENT_BOUNDS) {
    this.#bounds = bounds;
    this.engines = engines;
    this.random = random;
    let reject: (error: unknown) => void = () => undefined;
    this.broken = new Promise<never>((_, rejected) => {
      reject = rejected;
    });
    this.broken.catch(() => undefined);
    this.#break = reject;
  }

  get engine(): Engine {
    return this.random.pick(this.engines);
  }

  /** Starts work that concerns a flow; where it fails the world is broken. */
  during(flow: RandomFlow, work: () => Promise<void>): void {
    const calls = this.#calls.get(flow) ?? new Set();
    this.#calls.set(flow, calls);
    const call = work()
      .catch((error: unknown) => this.fail(flow, error))
      .finally(() => calls.delete(call));
    calls.add(call);
  }

  fail(flow: RandomFlow, error: unknown): void {
    const { seed } = flow.graph;
    this.#break(new Error(`seed ${seed} (SEED=${seed} runs it alone): ${String(error)}`, { cause: error }));
  }

  /** Runs the seed's graph to its end and compares it with the reference model. */
  async runGraph(seed: number): Promise<void> {
    const graph = randomGraph(seed);
    // Not where a failure stops the flow, too: what was claimed then and given back since would leave no trace.
    const isCancelled = graph.failureMode === "CONTINUE" && this.random.chance(0.07);
    const cancelAt = isCancelled ? this.random.below(graph.tasks.length) : undefined;
    const { wholeTasks, stoppedAsOneTasks } = this.#bounds;
    const whole = graph.failureMode === "STOP" ? stoppedAsOneTasks : wholeTasks;
    const isCut = graph.maxParallel === 0 && graph.tasks.length > whole;
    const flow = new RandomFlow(graph, `graph-${seed}`, cancelAt, isCut);
    this.flows.set(flow.flowId, flow);
    try {
      await Promise.race([this.#runFlow(flow), this.broken]);
    } catch (error) {
      this.fail(flow, error);
      await this.broken;
    }
  }

  async #runFlow(flow: RandomFlow): Promise<void> {
    const { flowId, definition } = flow;
    flow.started(await this.engine.run({ flowId, definition: { kind: "spec", spec: definition } }));
    if (flow.cancelAt === 0) this.cancel(flow);
    for await (const frame of this.engine.watchFlow({ flowId })) {
      if (frame.kind === "deleted") throw new Error("the flow is gone");
    }
    const calls = this.#calls.get(flow);
    while (calls !== undefined && calls.size > 0) await Promise.all(calls);
    const pages = await Promise.all(this.engines.map((engine) => readWhole(engine, flowId)));
    for (const details of pages) flow.expectModelAgrees(details);
  }

  cancel(flow: RandomFlow): void {
    const { flowId } = flow;
    const { engine } = this;
    this.during(flow, async () => {
      const answer = await flow.inTurn(engine, () => orRefused(engine.cancelFlow({ flowId }), ["FLOW_ENDED"]));
      if (answer !== undefined) flow.commands.push({ version: answer.flow.version });
    });
  }

  /** Suspended for a moment: nothing is lost by it, and nothing changes for the model. */
  suspend(flow: RandomFlow): void {
    const { flowId } = flow;
    const meanwhile: readonly EngineErrorReason[] = ["FLOW_ENDED", "FLOW_CANCELLING"];
    this.during(flow, async () => {
      await orRefused(this.engine.suspendFlow({ flowId }), meanwhile);
      await orRefused(this.engine.resumeFlow({ flowId }), meanwhile);
    });
  }
}

/** Undefined where it was refused for one of the reasons. */
export async function orRefused<Value>(
  call: Promise<Value>,
  reasons: readonly EngineErrorReason[],
): Promise<Value | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof EngineError && reasons.includes(error.reason)) return undefined;
    throw error;
  }
}

/** The call must be refused for this reason. */
export async function expectRefused(engine: Engine, request: TaskCompleteRequest, reason: EngineErrorReason) {
  expectSame("a call that had to be refused", await orRefused(engine.taskComplete(request), [reason]), undefined);
}

async function readWhole(engine: Engine, flowId: string) {
  const whole = await engine.getFlowDetails({ flowId, view: "TASKS", pageSize: PAGE_SIZE });
  const tasks = [...whole.tasks];
  for (let pageToken = whole.nextPageToken; pageToken !== ""; ) {
    const page = await engine.getFlowDetails({ flowId, view: "TASKS", pageSize: PAGE_SIZE, pageToken });
    tasks.push(...page.tasks);
    pageToken = page.nextPageToken;
  }
  return { ...whole, tasks };
}
