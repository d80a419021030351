/**
 * A definition made ready for deciding: names become numbers, edges become arrays. Compiled once per process and
 * digest, shared by all flows of that definition, never changed.
 */
import { Expression } from "../expressions/expression.js";
import { type Computed, compileComputed, compileOutput, compileRetry } from "./computed.js";
import {
  dependencyName,
  type Evaluate,
  type FlowDefinition,
  type FlowSettings,
  type ForEach,
  type RetryPolicy,
  type TaskDefinition,
} from "./definition.js";
import { definitionWarnings } from "./definition-warnings.js";
import { compileEvaluation, evaluationQueue, FLOW_TASK_ID, type NodeEvaluation } from "./evaluation.js";
import { firstBatch, startKind } from "./first-batch.js";
import { compileControl, type FlowControl } from "./flow-control.js";
import { itemsOf, timeoutsOfItem, timeoutsOfWhole } from "./for-each.js";
import type { JsonList } from "./json-list.js";
import { LIST_BOUNDS, type ListBounds } from "./list-bounds.js";
import { mayNest, queueOfTask } from "./nested-flow.js";
import { type CompiledScopes, compileScopes, revertQueueOf } from "./scopes.js";
import { atOnce } from "./stepwise.js";

/** A node anywhere in a flow. */
export interface NodeAddress {
  readonly segment: number;
  /** Within its segment. */
  readonly number: number;
}

/** A task in another segment, whose result a node reads. */
export interface RemoteNode extends NodeAddress {
  readonly name: string;
  /** Whether the node depends on it directly. */
  readonly awaited: boolean;
}

/**
 * Where a segment's nodes meet at a node of another segment: it hears once, when the last of them has succeeded or when
 * the first has ended otherwise (rule M2).
 */
export interface Joint {
  readonly target: NodeAddress;
  /** The nodes here that it depends on. */
  readonly sources: readonly number[];
}

/** What segment 0 must know of a segment to start it. */
export interface SegmentOutline {
  readonly tasks: number;
  /** Whether it has tasks without dependencies. */
  readonly rooted: boolean;
  /** How many of its tasks the start of the flow makes ready. */
  readonly firstBatch: number;
}

/** Numbers are places within the segment; what lies in other segments is told apart. */
export interface CompiledNode extends Computed {
  /** The node's number: its place in the segment, which is the definition's order. */
  readonly number: number;
  readonly task: TaskDefinition;
  /** The nodes that edges lead from, each once. */
  readonly dependencies: readonly number[];
  /** The nodes that edges lead to, each once. */
  readonly successors: readonly number[];
  /** From how many other segments it waits to hear. */
  readonly sourceSegments: number;
  /** The joints that it is a source of, by their place in the definition's list. */
  readonly joints: readonly number[];
  /** Whose results are delivered with it, by number. */
  readonly reads: readonly number[];
  readonly remoteReads: readonly RemoteNode[];
  /** "" for a no-op; for a nested flow one that no caller can name. */
  readonly queue: string;
  /** Of its REVERT item; "" for a no-op. */
  readonly revertQueue: string;
  readonly retry: RetryPolicy | undefined;
  /** Absent = nobody is asked about it. */
  readonly evaluation?: NodeEvaluation;
  /** Absent = it runs once. */
  readonly items?: NodeItems;
  /** Of the items of such a task: what they are by the definition. */
  readonly elements?: JsonList;
}

/** How a node runs for each item of a list. */
export interface NodeItems extends Pick<ForEach, "maxParallel" | "toleratedFailures" | "retry"> {
  /** As each item runs: by itself, tried once, with the timeouts of a claim. */
  readonly node: CompiledNode;
  /** How many the definition names. */
  readonly count: number;
  /** Gives them when the task begins, where no plan does. */
  readonly expression?: Expression;
}

/** A definition, or the part of a large one that one segment runs. */
export interface CompiledDefinition {
  readonly digest: string;
  readonly flow: FlowSettings;
  /** Which of how many segments. */
  readonly segment: number;
  readonly segmentCount: number;
  /** All of them, by segment; known in segment 0 only. */
  readonly segments: readonly SegmentOutline[];
  readonly nodes: readonly CompiledNode[];
  /** Whether any of them may run as a flow of its own. */
  readonly nests: boolean;
  /** How many other segments its nodes wait for. */
  readonly sourceSegments: number;
  /** Absent where nothing but success holds the tasks together. */
  readonly control?: FlowControl;
  /** Absent where there are none. */
  readonly scopes?: CompiledScopes;
  /** How many items of lists the state has entries of. */
  readonly lists: ListBounds;
  /** The flow itself as a node: what is asked about its output is about this. Absent = nothing is. */
  readonly flowNode?: CompiledNode;
  /** What the flow results in; absent = nothing, or what is decided. */
  readonly output?: Expression;
  readonly joints: readonly Joint[];
  readonly numberByName: ReadonlyMap<string, number>;
  /** The nodes without dependencies, in definition order. */
  readonly roots: readonly number[];
  /** The tasks that the start of the flow makes ready, in definition order. */
  readonly firstBatch: readonly number[];
  /** What is legal in it but probably not meant, for people. */
  readonly warnings: readonly string[];
  /** An estimate of what it occupies in memory, bytes. */
  readonly size: number;
}

/** Compiles a valid definition; `digest` is that of its canonical form. O(nodes + edges). */
export function compileDefinition(
  flow: FlowDefinition,
  digest: string,
  size: number,
  lists: ListBounds = LIST_BOUNDS,
): CompiledDefinition {
  const numberByName = new Map(flow.tasks.map((task, number) => [task.name, number]));
  const numbered = (names: readonly string[]) => names.map((name) => numberOf(numberByName, name));
  const control = compileControl(flow, (name) => numberOf(numberByName, name));
  const successors: number[][] = flow.tasks.map(() => []);
  const standard = flow.defaultRetry && compileRetry(flow.defaultRetry, "default_retry");
  const nodes = flow.tasks.map((task, number): CompiledNode => {
    const dependencies = control?.nodes[number]?.sources ?? numbered(task.dependsOn.map(dependencyName));
    for (const dependency of dependencies) successors[dependency]?.push(number);
    return withItems({
      number,
      task,
      dependencies,
      successors: successors[number] ?? [],
      sourceSegments: 0,
      joints: [],
      remoteReads: [],
      reads: task.reads === undefined ? dependencies : numbered(task.reads),
      queue: queueOfTask(task),
      revertQueue: revertQueueOf(task),
      retry: task.retry ?? flow.defaultRetry,
      ...compileEvaluation(task),
      ...compileComputed(task, number, standard),
    });
  });
  const roots = nodes.filter((node) => node.dependencies.length === 0).map((node) => node.number);
  const { tasks, ...settings } = flow;
  const warnings = definitionWarnings(flow);
  const first = atOnce(
    firstBatch({
      roots,
      kindOf: (place) => startKind(taskAt(flow, place)),
      dependencyCount: (place) => nodes[place]?.dependencies.length ?? 0,
      successorsOf: (place) => nodes[place]?.successors ?? [],
    }),
  );
  const segments = [{ tasks: nodes.length, rooted: roots.length > 0, firstBatch: first.length }];
  const whole = { segment: 0, segmentCount: 1, segments, sourceSegments: 0, joints: [], firstBatch: first };
  const flowPart = flow.evaluate === undefined ? compileOutput(flow) : { flowNode: flowNode(flow.evaluate) };
  const nests = flow.tasks.some(mayNest);
  const scopes = compileScopes(flow, (name) => numberOf(numberByName, name));
  const controlPart = { ...(control !== undefined && { control }), ...(scopes !== undefined && { scopes }) };
  const parts = { nodes, nests, ...controlPart, ...flowPart, numberByName, roots };
  return { digest, flow: settings, ...whole, ...parts, lists, warnings, size };
}

/** A node whose task runs for each item keeps the timeouts of the whole; its items those of a claim. */
function withItems(node: CompiledNode): CompiledNode {
  const { task } = node;
  const { forEach } = task;
  if (forEach === undefined) return node;
  const { retry: _retry, evaluate: _evaluate, ...rest } = task;
  const { evaluation, ...kept } = node;
  const { maxParallel, toleratedFailures, retry, expression } = forEach;
  const elements = itemsOf(forEach);
  const item: CompiledNode = {
    ...kept,
    task: { ...rest, timeouts: timeoutsOfItem(task.timeouts), delayMs: 0, delayAfterMs: 0 },
    retry: undefined,
    elements,
  };
  return {
    ...kept,
    ...(evaluation !== undefined && { evaluation }),
    task: { ...task, timeouts: timeoutsOfWhole(task.timeouts) },
    items: {
      ...{ node: item, count: elements.count, maxParallel, toleratedFailures, retry },
      ...(expression !== undefined && {
        expression: new Expression(expression, "items", `tasks[${node.number}].for_each.expression`),
      }),
    },
  };
}

function taskAt({ tasks }: FlowDefinition, place: number): TaskDefinition {
  const task = tasks[place];
  if (task === undefined) throw new Error(`no task ${place}`);
  return task;
}

function numberOf(numberByName: ReadonlyMap<string, number>, name: string): number {
  const number = numberByName.get(name);
  if (number === undefined) throw new Error(`the definition was not validated: unknown task ${name}`);
  return number;
}

function flowNode({ queue }: Evaluate): CompiledNode {
  return {
    number: -1,
    task: {
      name: FLOW_TASK_ID,
      dependsOn: [],
      timeouts: {},
      delayMs: 0,
      delayAfterMs: 0,
      priority: 0,
      needsFlowInput: true,
      needsGlobals: true,
      onLost: "REDELIVER",
      labels: {},
    },
    dependencies: [],
    successors: [],
    sourceSegments: 0,
    joints: [],
    reads: [],
    remoteReads: [],
    queue: "",
    revertQueue: "",
    retry: undefined,
    evaluation: { queue: evaluationQueue(queue), start: false, end: false },
  };
}
