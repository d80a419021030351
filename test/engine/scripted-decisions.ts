/**
 * A random definition's script through an engine: tasks are completed and decisions answered as it says, one after the
 * other, in an order that chance decides.
 */

import { EngineError } from "../../src/engine/engine-error.js";
import type { Engine, ReadyTask } from "../../src/engine/index.js";
import type { Decision } from "../../src/engine/requests.js";
import { DECIDED_ON } from "../core/control-definition.js";
import { ControlEdges } from "../core/control-edges.js";
import { type ControlGraph, chosenEdges, decisionOfRun, outcomeOfRun } from "../core/control-graph.js";
import { FIRED_BY, type RunState } from "../core/control-runs.js";
import type { SeededRandom } from "../core/seeded-random.js";
import { json } from "./json-payload.js";

const NOTHING: Decision = { fired: [], skip: [], globals: {}, message: "" };

export class ScriptedDecisions {
  readonly #engine: Engine;
  readonly #graph: ControlGraph;
  readonly #random: SeededRandom;
  readonly #held: ReadyTask[] = [];

  constructor(engine: Engine, graph: ControlGraph, random: SeededRandom) {
    this.#engine = engine;
    this.#graph = graph;
    this.#random = random;
  }

  /** Claims what there is and finishes one of it; false where there is nothing. */
  async step(flowId: string): Promise<boolean> {
    const { tasks } = await this.#engine.pollReadyTasks({
      queues: ["work", DECIDED_ON],
      sessionId: `session-${flowId}`,
      flowId,
      maxTasks: 100,
    });
    this.#held.push(...tasks);
    const [task] = this.#held.splice(this.#random.below(this.#held.length), 1);
    if (task === undefined) return false;
    if (this.#random.chance(0.1)) await this.#giveBack(task);
    else await this.#finish(task).catch(expectTakenBack);
    return true;
  }

  async #giveBack({ flowId, taskId, claimToken }: ReadyTask): Promise<void> {
    await this.#engine.releaseTasks({ claims: [{ flowId, taskId, claimToken }] });
  }

  async #finish(task: ReadyTask): Promise<void> {
    const { flowId, taskId, claimToken, phase } = task;
    const key = { flowId, taskId, claimToken };
    if (phase !== undefined) {
      const decision = scriptedDecision(this.#graph, task, true);
      const memo = decision.plan?.more === true ? { memo: json("more") } : {};
      await this.#engine.taskComplete({ ...key, decision, ...memo });
      return;
    }
    const scripted = outcomeOfRun(this.#graph, taskId, task.tries);
    const failure = { type: "E", message: "", retryable: true, causes: [] };
    const outcome =
      scripted === "result"
        ? ({ kind: "result", result: json(taskId) } as const)
        : scripted === "failure"
          ? ({ kind: "failure", failure } as const)
          : ({ kind: "cancelled", message: "" } as const);
    await this.#engine.taskComplete({ ...key, outcome });
  }
}

/** A failure may have stopped its flow: what was to be decided about tasks that had not begun is not any more. */
function expectTakenBack(error: unknown): void {
  if (!(error instanceof EngineError && error.reason === "CLAIM_SUPERSEDED")) throw error;
}

/** What the script says to an item of kind EVALUATE; `inPages`: several items are planned in two answers, by a memo. */
export function scriptedDecision(
  graph: ControlGraph,
  { taskId, own, tries, phase, memo }: Asked,
  inPages = false,
): Decision {
  if (phase === "OUTPUT") return { ...NOTHING, end: { message: "", output: json("done") } };
  const script = decisionOfRun(graph, taskId);
  const plain: Decision = script.context ? { ...NOTHING, context: json(taskId) } : NOTHING;
  if (phase === "START") {
    const page = inPages ? (memo === undefined ? "FIRST" : "LAST") : "ALL";
    if (script.start === "run") return { ...plain, ...plannedItems(graph, taskId, page) };
    const state = script.start === "skip" ? "SKIPPED" : "FAILED";
    return closing(graph, taskId, { ...plain, verdict: script.start === "skip" ? "SKIP" : "FAIL" }, state);
  }
  if (script.end === "retry" && tries === 0) return { ...plain, verdict: "RETRY" };
  const raw: RunState = own?.kind === "failure" ? "FAILED" : "SUCCEEDED";
  if (script.end === "as it is" || script.end === "retry") return closing(graph, taskId, plain, raw);
  const [verdict, state] = VERDICTS[script.end];
  return closing(graph, taskId, { ...plain, verdict }, state);
}

/** The items, where it runs for each of a list. */
function plannedItems({ tasks }: ControlGraph, taskId: string, page: Page): Partial<Decision> {
  const listed = tasks.find(({ name }) => name === taskId.split("#")[0])?.items;
  if (listed === undefined) return {};
  const items = listed.outcomes.map((_, index) => json(index));
  if (page === "ALL" || items.length < 2) return { plan: { items } };
  return { plan: page === "LAST" ? { items: items.slice(1) } : { items: items.slice(0, 1), more: true, priority: 1 } };
}

type Page = "FIRST" | "LAST" | "ALL";

type Asked = Pick<ReadyTask, "taskId" | "own" | "tries" | "phase" | "memo">;

const VERDICTS = { succeed: ["SUCCEED", "SUCCEEDED"], fail: ["FAIL", "FAILED"], skip: ["SKIP", "SKIPPED"] } as const;

function closing(graph: ControlGraph, taskId: string, decision: Decision, state: RunState): Decision {
  const { edges } = decisionOfRun(graph, taskId);
  if (edges === "none") return { ...decision, firesNone: true };
  const [name = ""] = taskId.split("#");
  const could = new ControlEdges(graph)
    .of(name)
    .flatMap(({ on }, index) => (on.some((one) => FIRED_BY[state].includes(one)) ? [index] : []));
  if (edges === "all" || could.length === 0) return decision;
  return { ...decision, fired: chosenEdges(graph, taskId, could).map((edge) => ({ edge, message: "" })) };
}
