/**
 * Flows whose tasks are undone: with scopes, and with reverts of the flow as a whole.
 */

import type { TaskDefinition } from "../../src/core/definition/definition.js";
import type { ReadyTask } from "../../src/engine/index.js";
import type { Decision } from "../../src/engine/requests.js";
import { retry } from "../core/definitions.js";
import { edgedScopes } from "../core/edged-scopes.js";
import { GRAPH_QUEUES, type GraphTask, type ScriptedOutcome, scriptedOutcome } from "../core/random-graph.js";
import { scopeDefinition } from "../core/scope-definition.js";
import { randomScopeGraph, type Scope, type ScopeGraph } from "../core/scope-graph.js";
import type { SeededRandom } from "../core/seeded-random.js";
import { withFinalTypes } from "./failing-tasks.js";
import type { SimulatedFlow, Workload } from "./workload.js";

/** The share of flows with scopes whose tasks are held together by other edges, too. */
const EDGED_CHANCE = 0.4;

export const scopedFlows: Workload = (random) =>
  Array.from({ length: 1 + random.below(3) }, (_, index) => scopedFlow(random, `f${index}`));

export function scopedFlow(random: SeededRandom, flowId: string): SimulatedFlow {
  const { seed, scoped } = randomGraphToUndo(random);
  const queue = random.pick(GRAPH_QUEUES);
  const plain = scopeDefinition(scoped, queue, random.pick(GRAPH_QUEUES));
  const maxParallel = random.chance(0.3) ? 1 + random.below(3) : 0;
  const timed = random.chance(0.4);
  const tasks = plain.tasks.map((task) => {
    return task.type === undefined ? task : withFinalTypes(seed, hardened(random, task, timed));
  });
  const nodes = scoped.tasks.map(
    ({ name, noop }): GraphTask => ({
      ...{ name, noop, queue, dependsOn: [], priority: 0, maxTries: 1, retryMs: 0, delayMs: 0 },
      outcomes: [],
    }),
  );
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const whole = { ...plain, tasks, maxParallel };
  const isEdged = scoped.scopes.length > 0 && random.chance(EDGED_CHANCE);
  return {
    flowId,
    graph: { seed, failureMode: "CONTINUE", maxParallel, tasks: nodes },
    scoped,
    ...(isEdged && { edged: true }),
    definition: isEdged ? edgedScopes(random, whole, random.pick(GRAPH_QUEUES)) : whole,
    segments: [[...nodes.keys()]],
    task: (name) => {
      const node = byName.get(name);
      if (node === undefined) throw new Error(`no task ${name}`);
      return node;
    },
  };
}

/** Others are like any flow, and may be cut. */
function randomGraphToUndo(random: SeededRandom): { readonly seed: number; readonly scoped: ScopeGraph } {
  for (;;) {
    const seed = random.below(2 ** 31);
    const scoped = randomScopeGraph(seed);
    if (asksController(scoped)) return { seed, scoped };
    const isWhole = scoped.scopes.length > 0 || scoped.failureMode === "REVERT";
    if (isWhole && random.chance(0.1)) return { seed, scoped };
  }
}

/** Whether a task fails of which a controller decides that its scope is tried again, or may. */
function asksController({ tasks, scopes }: ScopeGraph): boolean {
  const again = new Set(scopes.filter((scope) => runsOf(scope) > 1).map(({ name }) => name));
  return tasks.some(({ noop, scope, fails }) => !noop && scope !== undefined && again.has(scope) && fails[0] === true);
}

/** It may be tried twice, time out, or fail where its lease is lost. */
function hardened(random: SeededRandom, task: TaskDefinition, timed: boolean): TaskDefinition {
  return {
    ...task,
    ...(random.chance(0.2) && { retry: retry(2) }),
    ...(random.chance(0.2) && { onLost: "FAIL" }),
    timeouts: timed && random.chance(0.4) ? { runMs: 500 + random.below(20_000) } : {},
  };
}

/** Of a flow that callers steer a task succeeds at last, however often it is run again. */
const STEERED_ATTEMPTS = 2;

/** What becomes of an item in the hands of who works on it. */
export function scriptedFor(flow: SimulatedFlow, { taskId, kind, attempt, tries }: ReadyTask): ScriptedOutcome {
  if (flow.steered === true && kind === "EXECUTE" && attempt > STEERED_ATTEMPTS) return "result";
  if (flow.scoped === undefined) return scriptedOutcome(flow.task(taskId), tries);
  const script = flow.scoped.tasks.find(({ name }) => name === taskId);
  if (script === undefined) throw new Error(`no task ${taskId}`);
  const fails = kind === "REVERT" ? script.revertFails : script.fails[Math.min(attempt, script.fails.length) - 1];
  return fails === true ? "failure" : "result";
}

/** The answer of a controller follows from how often its scope has run: whoever asks twice is told the same. */
export function scriptedVerdict({ scopes }: ScopeGraph, { taskId, phase, history = [] }: ReadyTask): Decision {
  // A task that is decided about begins and ends as it does.
  if (phase !== "FAILURE") return { fired: [], skip: [], globals: {}, message: "" };
  const scope = scopes.find(({ controller, kind }) => controller === taskId && kind === "CUSTOM");
  const verdict = scope?.answers[Math.min(history.length, scope.answers.length) - 1] ?? "REVERT";
  const delay = verdict === "RETRY" && history.length % 2 === 0 ? { delayMs: 200 * history.length } : {};
  return { verdict, ...delay, fired: [], skip: [], globals: {}, message: "" };
}

/** How often a scope runs at most. */
export function runsOf({ kind, attempts, answers }: Scope): number {
  if (kind === "TIMES") return Math.max(1, attempts);
  return kind === "CUSTOM" ? answers.length : 1;
}
