/**
 * Simulations as plain values: moments in milliseconds from the simulation's begin.
 */
import { durationMs } from "@bufbuild/protobuf/wkt";
import { SimulateFlowRequestSchema, type SimulateFlowResponse } from "#gen/lazyengine/v1/service_pb.js";
import {
  SimulationEnd as EndEnum,
  SimulatedOutcome,
  type SimulatedTask as TaskMessage,
} from "#gen/lazyengine/v1/simulation_pb.js";
import { FlowState as FlowStateEnum, TaskState as TaskStateEnum } from "#gen/lazyengine/v1/states_pb.js";
import { type CallOptions, checkOptions } from "./call-options.js";
import { enumNumber } from "./enum-number.js";
import type { MessageCalls } from "./message-calls.js";
import { checkFields, isObject, type PlainFields, plainFields } from "./plain-shape.js";
import type { RunDefinition } from "./requests.js";
import { definitionField } from "./run-request.js";
import { type DurationInput, durationInputMessage } from "./times.js";
import type { FlowState, TaskState } from "./values.js";
import { nameOf } from "./values-of-messages.js";

/** A definition, or a flow from where it stands now. */
export type SimulationSubject = RunDefinition | { readonly flowId: string };

export interface AssumptionInput {
  /** From the claim of a try to its outcome. Default: 1 s. */
  readonly duration?: DurationInput;
  /** What becomes of each try. Default: SUCCEED. */
  readonly outcome?: "SUCCEED" | "FAIL";
  /** So many tries fail first, those of all instances counted together. Default: 0. */
  readonly failures?: number;
}

export interface SimulateOptions {
  /** Of tasks that `assumptions` does not name. */
  readonly defaultAssumption?: AssumptionInput;
  /** By the task's name. */
  readonly assumptions?: Readonly<Record<string, AssumptionInput>>;
  /** How many tasks executors work on at once. Default: any number. */
  readonly slots?: number;
}

export interface SimulatedTask {
  readonly taskId: string;
  readonly state: TaskState;
  /** When its turn came. */
  readonly reachedMs: number;
  /** When it was first claimed, or, of a no-op, done. Absent where it never was. */
  readonly startMs?: number;
  readonly endMs?: number;
  /** For how long it was ready and no executor was free. */
  readonly waitedMs: number;
  readonly attempts: number;
}

export interface Simulation {
  readonly end: Extract<keyof typeof EndEnum, string>;
  readonly state: FlowState;
  readonly makespanMs: number;
  /** By start; those that never started last. At most 1,000; `taskCount` tells how many there are. */
  readonly tasks: readonly SimulatedTask[];
  readonly taskCount: number;
  /** How many start together; at most 1,000 batches. */
  readonly batches: readonly { readonly startMs: number; readonly count: number }[];
  readonly batchCount: number;
  /** Each waited for the one before, the last one ended last; at most the last 1,000. */
  readonly criticalPath: readonly SimulatedTask[];
  /** What does not run under these assumptions; at most 1,000. */
  readonly doomed: readonly string[];
  readonly doomedCount: number;
  /** What cannot run whatever becomes of the others; at most 1,000. */
  readonly unreachable: readonly string[];
  readonly unreachableCount: number;
  readonly pauses: number;
  readonly steps: number;
}

export async function simulateFlow(
  messages: MessageCalls,
  subject: SimulationSubject,
  options: SimulateOptions & CallOptions,
): Promise<Simulation> {
  checkOptions(options, SimulateFlowRequestSchema, ["flowId", "spec", "definitionDigest", "definitionName"]);
  const { defaultAssumption, assumptions = {}, slots = 0 } = options;
  const named = Object.entries(assumptions).map(([name, own]) => [
    name,
    assumptionMessage(own, `assumptions[${JSON.stringify(name)}]`),
  ]);
  const request = {
    subject: subjectField(subject),
    ...(defaultAssumption && { defaultAssumption: assumptionMessage(defaultAssumption, "default_assumption") }),
    assumptions: Object.fromEntries(named),
    slots,
  };
  return simulationValue(await messages.simulateFlow(request, options));
}

const FLOW_ID: PlainFields = new Map(
  [...plainFields(SimulateFlowRequestSchema, "")].filter(([name]) => name === "flowId"),
);

function subjectField(subject: SimulationSubject) {
  if (isObject(subject) && "flowId" in subject) {
    checkFields(subject, FLOW_ID, "subject", "");
    return { case: "flowId", value: subject.flowId } as const;
  }
  return definitionField(subject);
}

function assumptionMessage({ duration, outcome = "SUCCEED", failures = 0 }: AssumptionInput, field: string) {
  const span = durationInputMessage(duration, `${field}.duration`);
  return {
    ...(span !== undefined && { duration: span }),
    outcome: enumNumber(SimulatedOutcome, outcome, `${field}.outcome`),
    failures,
  };
}

function simulationValue(message: SimulateFlowResponse): Simulation {
  const { taskCount, batchCount, doomed, doomedCount, unreachable, unreachableCount, pauses, steps } = message;
  return {
    end: nameOf(EndEnum, message.end),
    state: nameOf(FlowStateEnum, message.state),
    makespanMs: spanMs(message.makespan),
    tasks: message.tasks.map(taskValue),
    taskCount,
    batches: message.batches.map((batch) => ({ startMs: spanMs(batch.start), count: batch.taskCount })),
    batchCount,
    criticalPath: message.criticalPath.map(taskValue),
    doomed,
    doomedCount,
    unreachable,
    unreachableCount,
    pauses,
    steps,
  };
}

function taskValue({ taskId, state, reached, start, end, waited, attempts }: TaskMessage): SimulatedTask {
  return {
    taskId,
    state: nameOf(TaskStateEnum, state),
    reachedMs: spanMs(reached),
    ...(start !== undefined && { startMs: durationMs(start) }),
    ...(end !== undefined && { endMs: durationMs(end) }),
    waitedMs: spanMs(waited),
    attempts,
  };
}

function spanMs(span: Parameters<typeof durationMs>[0] | undefined): number {
  return span === undefined ? 0 : durationMs(span);
}
