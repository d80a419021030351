/**
 * Edges of other kinds put into definitions with scopes: on any outcome, with conditions, from both ends, into joins, to
 * what ends the flow; with rounds, and decisions about starts and ends. What lies behind a controller lies there still.
 */
import type { Edge, EdgeOutcome, FlowDefinition, TaskDefinition } from "../../src/core/definition/definition.js";
import { dependencyName } from "../../src/core/definition/definition.js";
import type { SeededRandom } from "./seeded-random.js";

const HOLDS = "state != 'CANCELLED'";
/** Never holds of what edges lead from. */
export const DOES_NOT = "state == 'CANCELLED'";
const OUTCOMES: readonly (readonly EdgeOutcome[])[] = [
  ["SUCCESS"],
  ["SUCCESS"],
  ["FAILURE"],
  ["COMPLETION"],
  ["SUCCESS", "SKIP"],
  ["COMPLETION", "SKIP"],
];

/** `judge`: the queue on which decisions are asked for. */
export function edgedScopes(random: SeededRandom, definition: FlowDefinition, judge = "judge"): FlowDefinition {
  const controllers = new Set(definition.scopes?.map(({ controller }) => controller));
  const led = new Map<string, Edge[]>();
  const tasks = definition.tasks.map((task): TaskDefinition => {
    const edged = { ...task, ...incoming(random, task, led) };
    return controllers.has(task.name)
      ? edged
      : { ...edged, ...inRounds(random, task), ...decided(random, task, judge) };
  });
  // Once in a while an edge ends the flow.
  const ending = random.chance(0.2) ? random.pick(tasks).name : undefined;
  return {
    ...definition,
    tasks: tasks.map((task) => {
      const next = [...(led.get(task.name) ?? []), ...(task.name === ending ? [endingEdge(random)] : [])];
      return next.length > 0 ? { ...task, next } : task;
    }),
  };
}

/** Some of what leads to it does so on another outcome, or is named from the other end. */
function incoming(random: SeededRandom, task: TaskDefinition, led: Map<string, Edge[]>): Partial<TaskDefinition> {
  if (task.dependsOn.length === 0) return {};
  const isLed = random.chance(0.3);
  const edges = task.dependsOn.map((dependency) => {
    const condition = random.chance(0.2) ? { condition: random.pick([HOLDS, HOLDS, DOES_NOT]) } : {};
    return { task: dependencyName(dependency), on: random.pick(OUTCOMES), ...condition };
  });
  const join = isLed || random.chance(0.4) ? { join: joinOf(random, edges.length) } : {};
  if (!isLed) return { dependsOn: edges, ...join };
  for (const { task: from, ...edge } of edges) {
    led.set(from, [...(led.get(from) ?? []), { to: task.name, message: "", ...edge }]);
  }
  return { dependsOn: [], ...join };
}

function joinOf(random: SeededRandom, sources: number): NonNullable<TaskDefinition["join"]> {
  const unmet = random.pick(["FAIL", "SKIP"] as const);
  if (random.chance(0.4)) return { kind: "ALL", count: 0, unmet };
  return { kind: "AT_LEAST", count: 1 + random.below(sources), unmet };
}

function inRounds(random: SeededRandom, { type }: TaskDefinition): Partial<TaskDefinition> {
  if (type === undefined || !random.chance(0.1)) return {};
  return { repeat: { until: "round >= 2", maxTimes: 3, delayMs: 0 } };
}

function decided(random: SeededRandom, { type }: TaskDefinition, queue: string): Partial<TaskDefinition> {
  if (type === undefined || !random.chance(0.15)) return {};
  return { evaluate: { queue, phases: [random.pick(["START", "END"] as const)] } };
}

function endingEdge(random: SeededRandom): Edge {
  const target = random.pick(["FAIL", "SUCCEED", "NOOP"] as const);
  return { target, message: "", on: random.pick(OUTCOMES) };
}
