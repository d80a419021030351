/**
 * The plain values of `requests.ts` into messages.
 */
import { create, isMessage, type MessageInitShape } from "@bufbuild/protobuf";
import { FlowView } from "#gen/lazyengine/v1/flow_pb.js";
import { type FlowSpec as FlowSpecMessage, FlowSpecSchema } from "#gen/lazyengine/v1/flow_spec_pb.js";
import { CancelledSchema, DeferredSchema } from "#gen/lazyengine/v1/outcome_pb.js";
import {
  type ProgressReport as ProgressReportMessage,
  ProgressReportSchema,
} from "#gen/lazyengine/v1/progress_report_pb.js";
import {
  ConflictPolicy,
  type GetFlowDetailsRequestSchema,
  type ListFlowsRequestSchema,
  type RunRequestSchema,
  WatchMode,
  type WatchReadyTasksRequestSchema,
} from "#gen/lazyengine/v1/service_pb.js";
import { type Spawn as SpawnMessage, SpawnSchema } from "#gen/lazyengine/v1/spawn_pb.js";
import { FlowState, TaskState } from "#gen/lazyengine/v1/states_pb.js";
import {
  ResponseDetail,
  type TaskCompletion as TaskCompletionMessage,
  TaskCompletionSchema,
} from "#gen/lazyengine/v1/task_completion_pb.js";
import { WorkKind } from "#gen/lazyengine/v1/work_kind_pb.js";
import { type Decision, decisionMessage } from "./decision.js";
import { enumNumber, enumNumbers } from "./enum-number.js";
import { failureMessage } from "./failures.js";
import { type FlowSpec, flowSpecMessage } from "./flow-spec.js";
import { payloadMessage } from "./payload.js";
import type {
  ControlOptions,
  DetailsOptions,
  ListFlowsOptions,
  ProgressReport,
  RunDefinition,
  RunOptions,
  SessionOptions,
  SpawnInput,
  TaskCompletion,
  TaskOutcome,
  WatchReadyTasksOptions,
} from "./requests.js";
import { flowSnapshotMessage } from "./snapshot.js";
import { durationInputMessage, timestampMessage } from "./times.js";

type DefinitionField = NonNullable<MessageInitShape<typeof RunRequestSchema>["definition"]>;

export function definitionField(definition: RunDefinition): DefinitionField {
  if (isMessage(definition, FlowSpecSchema)) {
    return { case: "spec", value: definition };
  }
  if ("definitionName" in definition) {
    return { case: "definitionName", value: definition.definitionName };
  }
  if ("definitionDigest" in definition) {
    return { case: "definitionDigest", value: definition.definitionDigest };
  }
  // What is left are the two forms of a spec: isMessage tells them apart, but does not narrow by what it is not.
  return { case: "spec", value: flowSpecMessage(definition as FlowSpec | FlowSpecMessage) };
}

export function runRequest(
  definition: RunDefinition,
  options: RunOptions,
): Exclude<MessageInitShape<typeof RunRequestSchema>, { readonly $typeName: string }> {
  const { flowId, requestId, input, labels, notBeforeTime, priority, conflictPolicy } = options;
  const { expectedRevision, snapshot } = options;
  return {
    definition: definitionField(definition),
    flowId: flowId ?? "",
    requestId: requestId ?? "",
    ...(input === undefined ? {} : { input: payloadMessage(input) }),
    labels: { ...labels },
    ...(notBeforeTime === undefined ? {} : { notBeforeTime: timestampMessage(notBeforeTime, "not_before_time") }),
    ...(priority === undefined ? {} : { priority }),
    conflictPolicy:
      conflictPolicy === undefined
        ? ConflictPolicy.UNSPECIFIED
        : enumNumber(ConflictPolicy, conflictPolicy, "conflict_policy"),
    ...(expectedRevision === undefined ? {} : { expectedRevision }),
    ...(snapshot === undefined ? {} : { snapshot: flowSnapshotMessage(snapshot) }),
  };
}

/** Of a decision alone there is none. */
export function outcomeField(outcome: TaskOutcome | NoOutcome): TaskCompletionMessage["outcome"] {
  if ("result" in outcome) {
    return { case: "result", value: payloadMessage(outcome.result) };
  }
  if ("failure" in outcome) {
    return { case: "failure", value: failureMessage(outcome.failure) };
  }
  if ("deferred" in outcome) {
    const { timeout, heartbeatTimeout } = outcome.deferred;
    return {
      case: "deferred",
      value: create(DeferredSchema, {
        timeout: durationInputMessage(timeout, "deferred.timeout"),
        heartbeatTimeout: durationInputMessage(heartbeatTimeout, "deferred.heartbeat_timeout"),
      }),
    };
  }
  if ("cancelled" in outcome) {
    return { case: "cancelled", value: create(CancelledSchema, { message: outcome.cancelled.message ?? "" }) };
  }
  if ("spawn" in outcome) {
    return { case: "spawn", value: spawnMessage(outcome.spawn) };
  }
  return { case: undefined };
}

/** Throws TypeError where none, or both, of the two ways to name a definition are there. */
function spawnMessage({ spec, flowDigest, input, labels }: SpawnInput): SpawnMessage {
  if ((spec === undefined) === (flowDigest === undefined)) {
    throw new TypeError("spawn: names a definition by one of spec and flowDigest");
  }
  return create(SpawnSchema, {
    definition:
      spec === undefined
        ? { case: "flowDigest", value: flowDigest ?? "" }
        : { case: "spec", value: flowSpecMessage(spec, "spawn.spec") },
    ...(input !== undefined && { input: payloadMessage(input) }),
    labels: { ...labels },
  });
}

type NoOutcome = { readonly decision: Decision };

export function completionMessage(completion: TaskCompletion): TaskCompletionMessage {
  const { flowId, taskId, requestId, attempt, claimToken, responseDetail, decision, memo } = completion;
  return create(TaskCompletionSchema, {
    flowId,
    taskId,
    requestId: requestId ?? "",
    ...(attempt === undefined ? {} : { attempt }),
    claimToken: claimToken ?? "",
    outcome: outcomeField(completion),
    responseDetail:
      responseDetail === undefined
        ? ResponseDetail.UNSPECIFIED
        : enumNumber(ResponseDetail, responseDetail, "response_detail"),
    ...(decision !== undefined && { decision: decisionMessage(decision) }),
    ...(memo !== undefined && { memo: payloadMessage(memo) }),
  });
}

export function progressMessage(report: ProgressReport): ProgressReportMessage {
  const { flowId, taskId, claimToken, fraction, details, paused } = report;
  return create(ProgressReportSchema, {
    flowId,
    taskId,
    claimToken: claimToken ?? "",
    ...(fraction === undefined ? {} : { fraction }),
    ...(details === undefined ? {} : { details: payloadMessage(details) }),
    ...(paused === undefined ? {} : { paused }),
  });
}

export function viewNumber(view: keyof typeof FlowView | undefined): FlowView {
  return view === undefined ? FlowView.UNSPECIFIED : enumNumber(FlowView, view, "view");
}

export function detailsRequest(
  flowId: string,
  options: DetailsOptions,
): MessageInitShape<typeof GetFlowDetailsRequestSchema> {
  const { minRevision } = options;
  return {
    flowId,
    view: viewNumber(options.view),
    states: enumNumbers(TaskState, options.states, "states"),
    taskIds: [...(options.taskIds ?? [])],
    dependenciesOf: options.dependenciesOf ?? "",
    taskIdPrefix: options.taskIdPrefix ?? "",
    pageSize: options.pageSize ?? 0,
    pageToken: options.pageToken ?? "",
    ...(minRevision === undefined ? {} : { minRevision }),
  };
}

export function listFlowsRequest(options: ListFlowsOptions): MessageInitShape<typeof ListFlowsRequestSchema> {
  const { createdAfter, createdBefore } = options;
  return {
    states: enumNumbers(FlowState, options.states, "states"),
    name: options.name ?? "",
    labels: { ...options.labels },
    ...(createdAfter === undefined ? {} : { createTimeAfter: timestampMessage(createdAfter, "create_time_after") }),
    ...(createdBefore === undefined ? {} : { createTimeBefore: timestampMessage(createdBefore, "create_time_before") }),
    rootFlowId: options.rootFlowId ?? "",
    pageSize: options.pageSize ?? 0,
    pageToken: options.pageToken ?? "",
  };
}

/** What opening a session and polling for one have in common. */
export function sessionRequest(options: SessionOptions) {
  const leaseDuration = durationInputMessage(options.leaseDuration, "lease_duration");
  return {
    queues: [...options.queues],
    kinds: enumNumbers(WorkKind, options.kinds, "kinds"),
    workerId: options.workerId ?? "",
    sessionId: options.sessionId ?? "",
    ...(leaseDuration === undefined ? {} : { leaseDuration }),
    flowId: options.flowId ?? "",
  };
}

export function watchReadyTasksRequest(
  options: WatchReadyTasksOptions,
): MessageInitShape<typeof WatchReadyTasksRequestSchema> {
  return {
    ...sessionRequest(options),
    mode: options.mode === undefined ? WatchMode.UNSPECIFIED : enumNumber(WatchMode, options.mode, "mode"),
    maxInFlight: options.maxInFlight ?? 0,
  };
}

/** What the control calls have in common. */
export function controlRequest(flowId: string, { requestId, reason, expectedRevision }: ControlOptions) {
  return {
    flowId,
    requestId: requestId ?? "",
    reason: reason ?? "",
    ...(expectedRevision === undefined ? {} : { expectedRevision }),
  };
}
