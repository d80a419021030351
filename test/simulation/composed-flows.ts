/**
 * Flows within flows where all else of flow control meets, too: each of them, at the top or within another, has edges and
 * lists, decisions, scopes, or plain tasks, and some of its tasks run as flows that its definition holds, that it names by
 * their digests, or that executors answer with.
 */
import { joinedBytes } from "../../src/core/definition/byte-writer.js";
import { definitionDigest } from "../../src/core/definition/canonical-definition.js";
import type { FlowDefinition, TaskDefinition } from "../../src/core/definition/definition.js";
import type { SegmentBounds } from "../../src/core/definition/stored-form.js";
import { takeIn } from "../../src/core/definition/validate-definition.js";
import { GRAPH_QUEUES } from "../core/random-graph.js";
import { type SeededRandom, seededRandom } from "../core/seeded-random.js";
import { scopedFlow } from "./scoped-flows.js";
import { controlledFlow, randomFlow, type SimulatedFlow, segmentsOf, type Workload } from "./workload.js";

/** Of how many tasks of a flow at the top, and of one within, run as flows at most. */
const MOST_WITHIN = [3, 1];
const MAX_TASKS_PLAIN = 5;

/** How a task comes to run as a flow. */
type Way = "held by the definition" | "named by digest" | "answered" | "answered by digest";
const WAYS: readonly Way[] = [
  "held by the definition",
  "held by the definition",
  "named by digest",
  "answered",
  "answered by digest",
];

export const composedFlows: Workload = (random, bounds) =>
  Array.from({ length: 1 + random.below(2) }, (_, index) => composedFlow(random, `f${index}`, bounds, 0));

function composedFlow(
  random: SeededRandom,
  flowId: string,
  bounds: SegmentBounds | undefined,
  depth: number,
): SimulatedFlow {
  const flow = flowOfAnyKind(random, flowId, bounds);
  const most = MOST_WITHIN[depth] ?? 0;
  // What is within another may be the last; something is within each at the top that can have it.
  const left = depth === 0 || random.chance(0.4) ? flow.definition.tasks.filter(mayRunAsFlow) : [];
  const chosen = Array.from({ length: Math.min(left.length, 1 + random.below(Math.max(1, most))) }, () => {
    return left.splice(random.below(left.length), 1)[0]?.name ?? "";
  });
  const nested = new Map(
    (most === 0 ? [] : chosen).map((name) => [name, composedFlow(random, "", bounds, depth + 1)] as const),
  );
  return nested.size === 0 ? { ...flow, composed: true } : withFlows(random, flow, nested);
}

function flowOfAnyKind(random: SeededRandom, flowId: string, bounds: SegmentBounds | undefined): SimulatedFlow {
  const kind = random.pick(["edges", "decisions", "targets", "scopes", "scopes", "plain"] as const);
  if (kind === "scopes") return scopedFlow(random, flowId);
  if (kind === "plain") return randomFlow(random, flowId, bounds, MAX_TASKS_PLAIN);
  return controlledFlow(random, flowId, kind !== "edges", kind === "targets");
}

/** Items of lists do not. */
function mayRunAsFlow({ type, forEach }: TaskDefinition): boolean {
  return type !== undefined && forEach === undefined;
}

function withFlows(
  random: SeededRandom,
  flow: SimulatedFlow,
  nested: ReadonlyMap<string, SimulatedFlow>,
): SimulatedFlow {
  const answered = new Map<string, FlowDefinition | string>();
  const later = seededRandom(flow.graph.seed);
  const stored: FlowDefinition[] = [...nested.values()].flatMap((within) => within.stored ?? []);
  const digestOf = (definition: FlowDefinition) => {
    stored.push(definition);
    return definitionDigest(joinedBytes(takeIn(definition).accepted.pieces()));
  };
  const tasks = flow.definition.tasks.map((task): TaskDefinition => {
    const within = nested.get(task.name)?.definition;
    if (within === undefined) return task;
    const way = random.pick(WAYS);
    const above = later.chance(0.3) ? { suspendParent: true } : {};
    if (way === "answered" || way === "answered by digest") {
      answered.set(task.name, way === "answered" ? within : digestOf(within));
      return { ...task, ...above, dynamicFlow: true };
    }
    const undone = flow.scoped !== undefined && random.chance(0.4) ? { revertType: random.pick(GRAPH_QUEUES) } : {};
    const work = way === "named by digest" ? { flowDigest: digestOf(within) } : { flow: within };
    return { ...withoutExecutor(task), ...undone, ...above, ...work };
  });
  const definition = { ...flow.definition, tasks };
  return {
    ...flow,
    definition,
    nested,
    composed: true,
    answered,
    stored,
    segments: segmentsOf(definition, flow.bounds),
  };
}

/** Without what only a session could use. */
function withoutExecutor(task: TaskDefinition): TaskDefinition {
  const { type: _, queue: _queue, ...rest } = task;
  const { heartbeatMs: _heartbeat, ...timeouts } = task.timeouts;
  return { ...rest, timeouts, onLost: "REDELIVER" };
}
