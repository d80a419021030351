/**
 * Inputs of tasks, and outputs of flows, that are computed: put into flows of all kinds by a generator of its own, so that
 * those without are what they were.
 */
import { dependencyName, type FlowDefinition, type TaskDefinition } from "../../src/core/definition/definition.js";
import { mayNest } from "../../src/core/definition/nested-flow.js";
import { type SeededRandom, seededRandom } from "../core/seeded-random.js";
import { json } from "../engine/json-payload.js";
import type { SimulatedFlow } from "./workload.js";

/** How a task's input is made, in plain words. */
export interface Bound {
  /** The tasks of whose results it tells who brought them, each under its name. */
  readonly sources: readonly string[];
  /** It cannot be computed. */
  readonly breaks: boolean;
}

export interface Computed {
  /** By task. */
  readonly bound: ReadonlyMap<string, Bound>;
  /** What the flow results in: how it ended, and of these tasks who brought their results; or it cannot be computed. */
  readonly output?: { readonly sources: readonly string[]; readonly breaks: boolean };
}

const COMPUTED_SEED = 0xce1;
/** The share of worlds that have such flows. */
const COMPUTED_CHANCE = 0.25;
const BOUND_CHANCE = 0.4;
const BREAKS_CHANCE = 0.06;
/** No flow has such a label. */
const BREAKS = "flow.labels.none";

/** `always`: not only in some worlds. Flows of several segments compute nothing. */
export function computedIn(
  seed: number,
  flows: readonly SimulatedFlow[],
  always: boolean | undefined,
): readonly SimulatedFlow[] {
  const random = seededRandom(seed + COMPUTED_SEED);
  if (!(always ?? random.chance(COMPUTED_CHANCE))) return flows;
  return flows.map((flow) => (flow.segments.length > 1 ? flow : computing(random, flow)));
}

function computing(random: SeededRandom, flow: SimulatedFlow): SimulatedFlow {
  const { definition, control, graph } = flow;
  // Of lists, and of tasks that run as flows, the results are others.
  const telling = definition.tasks.filter((task) => !mayNest(task) && task.type !== undefined && !task.forEach);
  const tellers = new Set(telling.map(({ name }) => name));
  const bound = new Map<string, Bound>();
  for (const task of definition.tasks) {
    if ((task.type === undefined && !mayNest(task)) || !random.chance(BOUND_CHANCE)) continue;
    const before = control === undefined ? task.dependsOn.map(dependencyName) : [...tellers];
    const sources = before.filter((name) => tellers.has(name) && name !== task.name && random.chance(0.6)).slice(0, 3);
    // Nothing says what still begins where a failure by an input stops a flow.
    bound.set(task.name, {
      sources,
      breaks: definition.failureMode !== "STOP" && mayBreak(flow, task) && random.chance(BREAKS_CHANCE),
    });
  }
  // What is decided about the output stands.
  const hasOutput = control?.output !== true && random.chance(0.6);
  const sources = [...tellers].filter(() => random.chance(0.3)).slice(0, 3);
  const output = hasOutput ? { sources, breaks: random.chance(0.15) } : undefined;
  const isUnbound = (name: string) => bound.get(name)?.breaks === true;
  return {
    ...flow,
    computed: { bound, ...(output && { output }) },
    definition: computingDefinition(definition, bound, output),
    graph: {
      ...graph,
      tasks: graph.tasks.map((task) => (isUnbound(task.name) ? { ...task, unbound: true } : task)),
      ...(output?.breaks === true && { outputBreaks: true }),
    },
    ...(control && {
      control: {
        ...control,
        tasks: control.tasks.map((task) => (isUnbound(task.name) ? { ...task, unbound: true } : task)),
        ...(output?.breaks === true && { outputBreaks: true }),
      },
    }),
  };
}

/** One that has run elsewhere has had its input. */
function mayBreak({ begins }: SimulatedFlow, { name }: TaskDefinition): boolean {
  return begins?.entries.has(name) !== true;
}

function computingDefinition(
  definition: FlowDefinition,
  bound: Computed["bound"],
  output: Computed["output"],
): FlowDefinition {
  const tasks = definition.tasks.map((task): TaskDefinition => {
    const own = bound.get(task.name);
    if (own === undefined) return task;
    const told = own.sources.map((name) => [name, toldOf(name)] as const);
    const bindings = {
      flow: "flow.id",
      round: "round",
      ...Object.fromEntries(told),
      ...(own.breaks && { none: BREAKS }),
    };
    return { ...task, input: json({ kept: true, flow: "given" }), bindings };
  });
  if (output === undefined) return { ...definition, tasks };
  const members = output.sources.map((name) => `, "${name}": ${toldOf(name)}`);
  return { ...definition, tasks, output: output.breaks ? BREAKS : `{"how": state${members.join("")}}` };
}

function toldOf(task: string): string {
  return `has(tasks.${task}.result) ? tasks.${task}.result.by : ""`;
}
