/**
 * The edges of a definition that holds its tasks together by more than their successes, made ready for deciding. Edges
 * are numbered for each task: first those of its `next`, in order, then those that other tasks name as dependencies, in
 * definition order.
 */
import { Expression } from "../expressions/expression.js";
import { LIMITS } from "../limits.js";
import {
  type Dependency,
  dependencyName,
  type EdgeTarget,
  type FlowDefinition,
  isControlled,
  type TaskDefinition,
} from "./definition.js";
import { ON_SUCCESS, outcomeBits } from "./edge-outcomes.js";

export interface CompiledEdge {
  /** Among those out of its task. */
  readonly index: number;
  /** The node it leads to; absent where it has a target instead. */
  readonly to?: number;
  readonly target?: EdgeTarget;
  readonly message: string;
  /** The outcomes on which it fires. */
  readonly on: number;
  /** Must hold, too. */
  readonly condition?: Expression;
}

/** A node that edges lead to, with the slot that it has for the node they lead from. */
export interface Successor {
  readonly node: number;
  readonly slot: number;
  /** The edges that lead there, by index. */
  readonly edges: readonly number[];
}

export interface CompiledJoin {
  /** How many of its sources must have fired. */
  readonly need: number;
  readonly unmet: "FAIL" | "SKIP";
}

export interface NodeControl {
  /** By index. */
  readonly edges: readonly CompiledEdge[];
  /** Some of its edges have conditions. */
  readonly guarded: boolean;
  readonly successors: readonly Successor[];
  /** The nodes that edges lead from, each once: first its dependencies, then those whose `next` names it. */
  readonly sources: readonly number[];
  /** The slot of the first source; those of the others follow in their order. */
  readonly firstSlot: number;
  /** Absent = every edge that fires is a run. */
  readonly join?: CompiledJoin;
  /** It never runs more than once. */
  readonly single: boolean;
  /** What led to its run follows from what its sources did: it need not be kept. */
  readonly plainCauses: boolean;
}

export interface FlowControl {
  readonly maxInstances: number;
  readonly nodes: readonly NodeControl[];
  readonly slotCount: number;
}

interface Incoming {
  readonly source: number;
  readonly index: number;
}

/** Undefined where nothing but success holds the tasks together. O(nodes + edges). */
export function compileControl(flow: FlowDefinition, numberOf: (task: string) => number): FlowControl | undefined {
  if (!isControlled(flow)) return undefined;
  const edges = flow.tasks.map(({ next = [] }, place) =>
    next.map(
      ({ to, target, message, on, condition }, index): CompiledEdge => ({
        index,
        ...(to !== undefined && { to: numberOf(to) }),
        ...(target !== undefined && { target }),
        message,
        on: outcomeBits(on),
        ...compiledCondition(condition, `tasks[${place}].next[${index}].condition`),
      }),
    ),
  );
  const incoming: Incoming[][] = flow.tasks.map(() => []);
  for (const [to, { dependsOn }] of flow.tasks.entries()) {
    for (const [place, dependency] of dependsOn.entries()) {
      const source = numberOf(dependencyName(dependency));
      const index = edges[source]?.length ?? 0;
      const condition = typeof dependency === "string" ? undefined : dependency.condition;
      edges[source]?.push({
        index,
        to,
        message: "",
        on: dependencyBits(dependency),
        ...compiledCondition(condition, `tasks[${to}].depends_on[${place}].condition`),
      });
      incoming[to]?.push({ source, index });
    }
  }
  for (const [source, task] of flow.tasks.entries()) {
    for (const [index, { to }] of (task.next ?? []).entries()) {
      if (to !== undefined) incoming[numberOf(to)]?.push({ source, index });
    }
  }
  const sources = incoming.map((edgesInto) => [...new Set(edgesInto.map(({ source }) => source))]);
  const firstSlots = sources.map(() => 0);
  let slotCount = 0;
  for (const [node, { length }] of sources.entries()) {
    firstSlots[node] = slotCount;
    slotCount += length;
  }
  const nodes = controlNodes(flow.tasks, { edges, sources, firstSlots, incoming });
  const successors = successorsOf(nodes);
  const maxInstances = flow.maxInstances ?? LIMITS.instancesPerNode;
  return {
    maxInstances,
    nodes: nodes.map((node, number) => ({ ...node, successors: successors[number] ?? [] })),
    slotCount,
  };
}

interface Places {
  readonly edges: readonly (readonly CompiledEdge[])[];
  readonly sources: readonly (readonly number[])[];
  readonly firstSlots: readonly number[];
  readonly incoming: readonly (readonly Incoming[])[];
}

/** All but their successors. */
function controlNodes(
  tasks: readonly TaskDefinition[],
  { edges, sources, firstSlots, incoming }: Places,
): readonly NodeControl[] {
  const single = singleNodes(tasks, sources, incoming);
  return tasks.map((task, node): NodeControl => {
    const own = sources[node] ?? [];
    const join = compileJoin(task, own.length);
    const out = edges[node] ?? [];
    return {
      edges: out,
      guarded: out.some(({ condition }) => condition !== undefined),
      successors: [],
      sources: own,
      firstSlot: firstSlots[node] ?? 0,
      ...(join !== undefined && { join }),
      single: single[node] === true,
      plainCauses: single[node] === true && (join === undefined || join.need === own.length),
    };
  });
}

function compiledCondition(text: string | undefined, path: string): Pick<CompiledEdge, "condition"> {
  return text === undefined ? {} : { condition: new Expression(text, "condition", path) };
}

function dependencyBits(dependency: string | Dependency): number {
  return typeof dependency === "string" ? ON_SUCCESS : outcomeBits(dependency.on);
}

/** Dependencies alone imply that all of them are waited for, and that nothing is wrong where one cannot hold. */
function compileJoin({ dependsOn, join }: TaskDefinition, sources: number): CompiledJoin | undefined {
  if (join === undefined) return dependsOn.length > 0 ? { need: sources, unmet: "SKIP" } : undefined;
  const need = join.kind === "ALL" ? sources : join.kind === "ANY" ? 1 : join.count;
  return { need, unmet: join.unmet };
}

/** Those that no cycle and no second trigger can run twice. */
function singleNodes(
  tasks: readonly TaskDefinition[],
  sources: readonly (readonly number[])[],
  incoming: readonly (readonly Incoming[])[],
): readonly boolean[] {
  const single = tasks.map(() => false);
  const open = sources.map(({ length }) => length);
  const targets: number[][] = tasks.map(() => []);
  for (const [node, own] of sources.entries()) for (const source of own) targets[source]?.push(node);
  const order = open.flatMap((count, node) => (count === 0 ? [node] : []));
  // Nodes whose sources are all known are appended meanwhile; those on cycles never are.
  for (const node of order) {
    const isJoined = tasks[node]?.join !== undefined || (tasks[node]?.dependsOn.length ?? 0) > 0;
    const onceTriggered = isJoined || (incoming[node]?.length ?? 0) <= 1;
    single[node] = onceTriggered && (sources[node] ?? []).every((source) => single[source] === true);
    for (const target of targets[node] ?? []) {
      open[target] = (open[target] ?? 0) - 1;
      if (open[target] === 0) order.push(target);
    }
  }
  return single;
}

function successorsOf(nodes: readonly NodeControl[]): Successor[][] {
  const edgesBetween = nodes.map(({ edges }) => {
    const byTarget = new Map<number, number[]>();
    for (const { to, index } of edges) {
      if (to === undefined) continue;
      const indexes = byTarget.get(to) ?? [];
      indexes.push(index);
      byTarget.set(to, indexes);
    }
    return byTarget;
  });
  const successors: Successor[][] = nodes.map(() => []);
  for (const [node, { sources, firstSlot }] of nodes.entries()) {
    for (const [place, source] of sources.entries()) {
      successors[source]?.push({ node, slot: firstSlot + place, edges: edgesBetween[source]?.get(node) ?? [] });
    }
  }
  return successors;
}
