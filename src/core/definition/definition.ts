/**
 * A definition: what should happen. Immutable, plain values, durations in milliseconds.
 */
import type { Payload } from "../state/payload.js";
import type { ScopeDefinition } from "./scope-definition.js";

export type FailureMode = "CONTINUE" | "STOP" | "REVERT";

export type OnLost = "REDELIVER" | "FAIL";

export interface RetryPolicy {
  /** How often a task is tried in all, the first included. 1 = never again. */
  readonly maxAttempts: number;
  readonly initialIntervalMs: number;
  readonly multiplier: number;
  /** 0 = no upper bound. */
  readonly maxIntervalMs: number;
  /** Share of the interval, 0..1, by which it is shortened at random. */
  readonly jitter: number;
  /** Failure types that end the task at once. */
  readonly nonRetryableTypes: readonly string[];
  /** An expression that must hold for another try; absent = none. */
  readonly condition?: string;
}

/** A task that has succeeded runs again, in rounds. */
export interface Repeat {
  /** An expression; once it holds after a round the task is done. Absent = `maxTimes` rounds. */
  readonly until?: string;
  /** So many rounds at most; 0 = the published limit. */
  readonly maxTimes: number;
  /** Between two rounds. */
  readonly delayMs: number;
}

/** Each absent = no such limit; milliseconds. */
export interface Timeouts {
  /** From READY to the claim; an expiry counts as a try. */
  readonly readyToClaimMs?: number;
  /** From the claim to the outcome. */
  readonly runMs?: number;
  /** The longest time without a progress report while claimed. */
  readonly heartbeatMs?: number;
  /** From READY to the outcome, whoever works on it, anew for each attempt. */
  readonly attemptMs?: number;
  /** From the moment its dependencies hold to the final outcome; never retried. */
  readonly totalMs?: number;
}

/** What became of a task, as edges see it. COMPLETION = SUCCESS or FAILURE. */
export type EdgeOutcome = "SUCCESS" | "FAILURE" | "COMPLETION" | "SKIP";

/** An edge into the task that names it. */
export interface Dependency {
  readonly task: string;
  /** The outcomes on which it fires, not empty. */
  readonly on: readonly EdgeOutcome[];
  /** An expression that must hold, too; absent = none. */
  readonly condition?: string;
}

/**
 * What an edge does where it leads to no task: FAIL and SUCCEED end the flow, PAUSE suspends it, NOOP is nothing, and
 * handles a failure.
 */
export type EdgeTarget = "FAIL" | "SUCCEED" | "PAUSE" | "NOOP";

/** An edge out of the task that names it. Exactly one of `to` and `target` is there. */
export interface Edge {
  readonly to?: string;
  readonly target?: EdgeTarget;
  /** Only with a target. */
  readonly message: string;
  /** The outcomes on which it fires, not empty. */
  readonly on: readonly EdgeOutcome[];
  /** An expression that must hold, too; absent = none. */
  readonly condition?: string;
}

export type JoinKind = "ALL" | "ANY" | "AT_LEAST";

/** When a task runs that several edges lead to, by the tasks that these come from. */
export interface Join {
  readonly kind: JoinKind;
  /** Only for AT_LEAST, else 0. */
  readonly count: number;
  /** What becomes of the task when the join can no longer be satisfied though an edge fired. */
  readonly unmet: "FAIL" | "SKIP";
}

/** When an adapter is asked to decide: FAILURE about a scope, OUTPUT about the flow as a whole. */
export type Phase = "START" | "END" | "FAILURE" | "OUTPUT";

/** What is asked of whom: each phase is a work item of kind EVALUATE. */
export interface Evaluate {
  readonly queue: string;
  /** Not empty, each once. */
  readonly phases: readonly Phase[];
}

/** What a further try of a task runs again that runs for each item of a list. */
export type ItemRetry = "FAILED_ITEMS" | "ALL_ITEMS";

/** Runs a task once for each item of a list; its result is the list of theirs. */
export interface ForEach {
  /** A JSON list. Without it and without `expression` the plan that is decided for its start has the items. */
  readonly literal?: Payload;
  /** Gives the list when the task begins. */
  readonly expression?: string;
  /** How many items may be under way at once; 0 = no bound. */
  readonly maxParallel: number;
  /** So many items may fail without the task failing. */
  readonly toleratedFailures: number;
  /** What a further try of the task runs again. */
  readonly retry: ItemRetry;
}

/** Its work is one of `type`, `flow` and `flowDigest`; without any it is a no-op, done in the step that reaches it. */
export interface TaskDefinition {
  readonly name: string;
  /** An executor's work. */
  readonly type?: string;
  /** A flow of its own. */
  readonly flow?: FlowDefinition;
  /** A flow of its own, of the definition of this digest. */
  readonly flowDigest?: string;
  /** True = its executor may answer with a flow that the attempt goes on as; absent = false. */
  readonly dynamicFlow?: boolean;
  /** True = when the flow that it runs as is suspended by itself, this one is; absent = false. */
  readonly suspendParent?: boolean;
  /** The queue it is offered on: defaults to the type; absent for what no executor does. */
  readonly queue?: string;
  /** At most as many tasks that name it are held at once as its limit says; absent = none. */
  readonly concurrencyKey?: string;
  readonly input?: Payload;
  /** A name alone stands for an edge on SUCCESS. */
  readonly dependsOn: readonly (string | Dependency)[];
  /** Absent = none. */
  readonly next?: readonly Edge[];
  /** Absent = ALL of `dependsOn`, or, where only `next` of others leads here, none: each edge that fires is a run. */
  readonly join?: Join;
  /** Absent = the flow's default. */
  readonly retry?: RetryPolicy;
  readonly timeouts: Timeouts;
  readonly delayMs: number;
  readonly delayAfterMs: number;
  readonly priority: number;
  readonly needsFlowInput: boolean;
  /** Whose results are delivered with it; absent = those of the tasks that edges lead from. */
  readonly reads?: readonly string[];
  readonly onLost: OnLost;
  readonly labels: Readonly<Record<string, string>>;
  /** START and END; absent = nobody is asked. */
  readonly evaluate?: Evaluate;
  /** True = the flow's globals are delivered with it; absent = false. */
  readonly needsGlobals?: boolean;
  /** The innermost scope that it belongs to; absent = none. A controller's follows from the scope that it controls. */
  readonly scope?: string;
  /** Of its REVERT item; absent = its type. */
  readonly revertType?: string;
  /** Absent = it runs once. */
  readonly repeat?: Repeat;
  /** Expressions whose values make its input, by key; absent = `input` alone. */
  readonly bindings?: Readonly<Record<string, string>>;
  /** Absent = it runs once. */
  readonly forEach?: ForEach;
}

export interface FlowDefinition {
  readonly name: string;
  readonly version: string;
  readonly tasks: readonly TaskDefinition[];
  readonly failureMode: FailureMode;
  /** From the flow's start; absent = none. */
  readonly timeoutMs?: number;
  /** Absent = one try. */
  readonly defaultRetry?: RetryPolicy;
  /** How many tasks may be RUNNING at once; 0 = no bound. */
  readonly maxParallel: number;
  readonly labels: Readonly<Record<string, string>>;
  /** True = edges may form cycles; absent = false. */
  readonly allowCycles?: boolean;
  /** How often a task may be run by further triggers, the first included; absent = the published limit. */
  readonly maxInstances?: number;
  /** OUTPUT; absent = nobody is asked. */
  readonly evaluate?: Evaluate;
  /** Absent = none. */
  readonly scopes?: readonly ScopeDefinition[];
  /** True = what a controller does not retry is always its parent's to decide, and the whole flow's at last; absent = false. */
  readonly deferReverts?: boolean;
  /** True = what FAILED is reverted, too; absent = false. */
  readonly revertFailed?: boolean;
  /** The expression that the flow results in; absent = none. */
  readonly output?: string;
}

/** What a definition says of the flow beside its tasks. */
export type FlowSettings = Omit<FlowDefinition, "tasks">;

export function isNoop({ type, flow, flowDigest }: TaskDefinition): boolean {
  return type === undefined && flow === undefined && flowDigest === undefined;
}

/** The task that a dependency names. */
export function dependencyName(dependency: string | Dependency): string {
  return typeof dependency === "string" ? dependency : dependency.task;
}

/** Whether the edge is one that a name alone can stand for. */
export function isOnSuccess(dependency: string | Dependency): boolean {
  if (typeof dependency === "string") return true;
  return dependency.condition === undefined && dependency.on.every((outcome) => outcome === "SUCCESS");
}

/**
 * Whether more than waiting for successes holds the tasks together: then the flow is decided as a whole, in one segment.
 */
export function isControlled({ tasks, ...settings }: FlowDefinition): boolean {
  return isControlledBySettings(settings) || tasks.some((task) => controlField(task) !== undefined);
}

/** Whether it is, whatever its tasks are. */
export function isControlledBySettings(settings: FlowSettings): boolean {
  const { allowCycles, evaluate, output, defaultRetry, failureMode, scopes = [] } = settings;
  const computes = output !== undefined || defaultRetry?.condition !== undefined;
  return allowCycles === true || evaluate !== undefined || computes || failureMode === "REVERT" || scopes.length > 0;
}

/** The first field of the task that makes its flow one to be decided as a whole. */
export function controlField(task: TaskDefinition): string | undefined {
  const { dependsOn, next, join, evaluate, needsGlobals, scope, retry, repeat, bindings, forEach } = task;
  if (!dependsOn.every(isOnSuccess)) return "depends_on";
  if (next !== undefined && next.length > 0) return "next";
  if (join !== undefined) return "join";
  if (evaluate !== undefined) return "evaluate";
  if (scope !== undefined) return "scope";
  if (retry?.condition !== undefined) return "retry.condition";
  if (repeat !== undefined) return "repeat";
  if (bindings !== undefined) return "bindings";
  if (forEach !== undefined) return "for_each";
  return needsGlobals === true ? "needs_globals" : undefined;
}

/** The tasks that the `next` of others leads to. */
export function namesLedTo(tasks: readonly TaskDefinition[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { next = [] } of tasks) for (const { to } of next) if (to !== undefined) names.add(to);
  return names;
}
