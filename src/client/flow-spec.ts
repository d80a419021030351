/**
 * Definitions as plain values: what flow files say, in camel case, with durations as milliseconds or as texts.
 */
import { create, isMessage } from "@bufbuild/protobuf";
import {
  EvaluateSchema,
  FailureMode,
  type FlowSpec as FlowSpecMessage,
  FlowSpecSchema,
  NoopSchema,
  OnLost,
  RepeatSchema,
  type TaskSpec as TaskSpecMessage,
  TaskSpecSchema,
  type Timeouts as TimeoutsMessage,
  TimeoutsSchema,
} from "#gen/lazyengine/v1/flow_spec_pb.js";
import { type RetryPolicy as RetryPolicyMessage, RetryPolicySchema } from "#gen/lazyengine/v1/retry_policy_pb.js";
import { Phase } from "#gen/lazyengine/v1/work_kind_pb.js";
import { type Dependency, dependencyMessage, type Edge, edgeMessage, type Join, joinMessage } from "./flow-edges.js";
import { type ForEach, forEachMessage } from "./for-each.js";
import { invalidField } from "./invalid-field.js";
import { payloadMessage } from "./payload.js";
import { checkFields, checkShape, plainFields } from "./plain-shape.js";
import { type ScopeSpec, scopeMessage } from "./scopes.js";
import { type DurationInput, durationInputMessage } from "./times.js";

export interface RetryPolicy {
  /** How many tries there are in all, the first included. */
  readonly maxAttempts: number;
  readonly initialInterval?: DurationInput;
  readonly multiplier?: number;
  readonly maxInterval?: DurationInput;
  /** The share of the wait, 0 to 1, by which it is shortened at random. */
  readonly jitter?: number;
  readonly nonRetryableTypes?: readonly string[];
  /** A CEL expression over `failure` that must hold for another try. */
  readonly condition?: string;
}

/** A task that has succeeded runs again, in rounds. */
export interface Repeat {
  /** A CEL expression over `result`; once it holds after a round the task is done. */
  readonly until?: string;
  /** So many rounds at most. Required without `until`. */
  readonly maxTimes?: number;
  /** Between two rounds. */
  readonly delay?: DurationInput;
}

export interface Timeouts {
  readonly readyToClaim?: DurationInput;
  readonly run?: DurationInput;
  readonly heartbeat?: DurationInput;
  readonly attempt?: DurationInput;
  readonly total?: DurationInput;
}

/** Who decides about a task (START, END), about failures in the scope that it controls (FAILURE), or about the flow's output (OUTPUT). */
export interface Evaluate {
  /** Where its work items are offered. */
  readonly queue: string;
  readonly phases: readonly ("START" | "END" | "FAILURE" | "OUTPUT")[];
}

/** One task. It has one of `type`, `noop`, `flow` and `flowDigest`. */
export interface TaskSpec {
  readonly name: string;
  readonly type?: string;
  readonly noop?: true;
  /** A flow of its own: each attempt is one, its end is the attempt's outcome. */
  readonly flow?: FlowSpec | FlowSpecMessage;
  /** The same of a stored definition. */
  readonly flowDigest?: string;
  readonly queue?: string;
  /** Any value: see Payload. Absent or undefined = nothing. */
  readonly input?: unknown;
  readonly dependsOn?: readonly (string | Dependency)[];
  readonly next?: readonly (string | Edge)[];
  readonly join?: Join;
  readonly retry?: RetryPolicy;
  readonly timeouts?: Timeouts;
  readonly delay?: DurationInput;
  readonly delayAfter?: DurationInput;
  readonly priority?: number;
  readonly needsFlowInput?: boolean;
  readonly reads?: readonly string[];
  readonly onLost?: "REDELIVER" | "FAIL";
  readonly labels?: Readonly<Record<string, string>>;
  readonly evaluate?: Evaluate;
  readonly needsGlobals?: boolean;
  /** The innermost scope that it belongs to. */
  readonly scope?: string;
  /** At most as many tasks that name it are held at once as its limit says, over all flows and queues; default: none. */
  readonly concurrencyKey?: string;
  /** Of its REVERT item. Default: its type. */
  readonly revertType?: string;
  readonly forEach?: ForEach;
  /** Its executor may answer with a flow, which the attempt then goes on as. */
  readonly dynamicFlow?: boolean;
  /** When the flow that it runs as is suspended by itself, this one is, too. */
  readonly suspendParent?: boolean;
  readonly repeat?: Repeat;
  /** CEL expressions whose values make the input, by key. */
  readonly bindings?: Readonly<Record<string, string>>;
}

/** What should happen. Meaning and defaults of each field are those of the contract's FlowSpec. */
export interface FlowSpec {
  readonly name?: string;
  readonly version?: string;
  readonly tasks?: readonly TaskSpec[];
  readonly failureMode?: "CONTINUE" | "STOP" | "REVERT";
  readonly timeout?: DurationInput;
  readonly defaultRetry?: RetryPolicy;
  readonly maxParallel?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly allowCycles?: boolean;
  readonly maxInstances?: number;
  readonly evaluate?: Evaluate;
  readonly scopes?: readonly ScopeSpec[];
  readonly deferReverts?: boolean;
  readonly revertFailed?: boolean;
  /** A CEL expression: what the flow results in. */
  readonly output?: string;
}

/** Far more than a server takes: for definitions that are within themselves. */
const DEEPEST = 100;
/** Of the path of such a one. */
const SHOWN = 60;

/**
 * The message of a definition; a message, such as parseFlowFile gives, is taken as it is. Throws INVALID_FIELD where
 * a value has no form in messages; everything else the server judges.
 */
export function flowSpecMessage(spec: FlowSpec | FlowSpecMessage, path = "", depth = 0): FlowSpecMessage {
  if (isMessage(spec, FlowSpecSchema)) return spec;
  if (depth > DEEPEST) {
    throw invalidField(`${path.slice(0, SHOWN)}…`, `flows are more than ${DEEPEST} deep within each other`);
  }
  const at = path === "" ? "" : `${path}.`;
  checkFields(spec, plainFields(FlowSpecSchema, path), path === "" ? "the definition" : path, path);
  return create(FlowSpecSchema, {
    name: spec.name ?? "",
    version: spec.version ?? "",
    tasks: (spec.tasks ?? []).map((task, index) => taskMessage(task, `${at}tasks[${index}]`, depth)),
    failureMode: spec.failureMode === undefined ? FailureMode.UNSPECIFIED : FailureMode[spec.failureMode],
    timeout: durationInputMessage(spec.timeout, `${at}timeout`),
    defaultRetry: retryMessage(spec.defaultRetry, `${at}default_retry`),
    maxParallel: spec.maxParallel ?? 0,
    labels: { ...spec.labels },
    allowCycles: spec.allowCycles ?? false,
    maxInstances: spec.maxInstances ?? 0,
    ...evaluateField(spec.evaluate),
    scopes: (spec.scopes ?? []).map(scopeMessage),
    deferReverts: spec.deferReverts ?? false,
    revertFailed: spec.revertFailed ?? false,
    output: spec.output ?? "",
  });
}

function evaluateField(evaluate: Evaluate | undefined) {
  if (evaluate === undefined) return {};
  const { queue, phases } = evaluate;
  return { evaluate: create(EvaluateSchema, { queue, phases: phases.map((phase) => Phase[phase]) }) };
}

/** What is to be done: at most one of them is named. */
const WORKS = ["type", "noop", "flow", "flowDigest"] as const;

/** Of one task; `path` is where it stands, for what is wrong with it. */
export function taskSpecMessage(task: TaskSpec, path: string): TaskSpecMessage {
  checkShape(task, TaskSpecSchema, path);
  return taskMessage(task, path, 0);
}

/** Of one that has the form of its type. */
function taskMessage(task: TaskSpec, path: string, depth: number): TaskSpecMessage {
  const works = WORKS.filter((work) => task[work] !== undefined);
  if (works.length > 1) {
    throw invalidField(path, `must have one of ${WORKS.join(", ")}, got ${works.join(" and ")}`);
  }
  const message = create(TaskSpecSchema, {
    name: task.name,
    queue: task.queue ?? "",
    dependsOn: (task.dependsOn ?? []).map(dependencyMessage),
    next: (task.next ?? []).map((edge, index) => edgeMessage(edge, `${path}.next[${index}]`)),
    retry: retryMessage(task.retry, `${path}.retry`),
    timeouts: timeoutsMessage(task.timeouts, `${path}.timeouts`),
    delay: durationInputMessage(task.delay, `${path}.delay`),
    delayAfter: durationInputMessage(task.delayAfter, `${path}.delay_after`),
    priority: task.priority ?? 0,
    needsFlowInput: task.needsFlowInput ?? false,
    reads: [...(task.reads ?? [])],
    onLost: task.onLost === undefined ? OnLost.UNSPECIFIED : OnLost[task.onLost],
    labels: { ...task.labels },
    ...evaluateField(task.evaluate),
    needsGlobals: task.needsGlobals ?? false,
    scope: task.scope ?? "",
    concurrencyKey: task.concurrencyKey ?? "",
    revertType: task.revertType ?? "",
    dynamicFlow: task.dynamicFlow ?? false,
    suspendParent: task.suspendParent ?? false,
    bindings: { ...task.bindings },
  });
  if (task.repeat !== undefined) {
    const { until = "", maxTimes = 0, delay } = task.repeat;
    message.repeat = create(RepeatSchema, {
      until,
      maxTimes,
      delay: durationInputMessage(delay, `${path}.repeat.delay`),
    });
  }
  if (task.join !== undefined) {
    message.join = joinMessage(task.join);
  }
  if (task.forEach !== undefined) {
    message.forEach = forEachMessage(task.forEach, `${path}.for_each`);
  }
  if (task.input !== undefined) {
    message.input = payloadMessage(task.input, `${path}.input`);
  }
  if (task.noop === true) {
    message.work = { case: "noop", value: create(NoopSchema) };
  } else if (task.type !== undefined) {
    message.work = { case: "type", value: task.type };
  } else if (task.flow !== undefined) {
    message.work = { case: "flow", value: flowSpecMessage(task.flow, `${path}.flow`, depth + 1) };
  } else if (task.flowDigest !== undefined) {
    message.work = { case: "flowDigest", value: task.flowDigest };
  }
  return message;
}

function retryMessage(retry: RetryPolicy | undefined, path: string): RetryPolicyMessage | undefined {
  if (retry === undefined) {
    return undefined;
  }
  return create(RetryPolicySchema, {
    maxAttempts: retry.maxAttempts,
    initialInterval: durationInputMessage(retry.initialInterval, `${path}.initial_interval`),
    multiplier: retry.multiplier ?? 0,
    maxInterval: durationInputMessage(retry.maxInterval, `${path}.max_interval`),
    jitter: retry.jitter ?? 0,
    nonRetryableTypes: [...(retry.nonRetryableTypes ?? [])],
    condition: retry.condition ?? "",
  });
}

export function timeoutsMessage(timeouts: Timeouts | undefined, path: string): TimeoutsMessage | undefined {
  if (timeouts === undefined) {
    return undefined;
  }
  return create(TimeoutsSchema, {
    readyToClaim: durationInputMessage(timeouts.readyToClaim, `${path}.ready_to_claim`),
    run: durationInputMessage(timeouts.run, `${path}.run`),
    heartbeat: durationInputMessage(timeouts.heartbeat, `${path}.heartbeat`),
    attempt: durationInputMessage(timeouts.attempt, `${path}.attempt`),
    total: durationInputMessage(timeouts.total, `${path}.total`),
  });
}
