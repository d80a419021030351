/**
 * The plain values of `requests.ts` into messages.
 */
import { create, type DescMessage, type MessageInitShape } from "@bufbuild/protobuf";
import { FlowView } from "#gen/lazyengine/v1/flow_pb.js";
import { CancelledSchema, DeferredSchema } from "#gen/lazyengine/v1/outcome_pb.js";
import {
  type ProgressReport as ProgressReportMessage,
  ProgressReportSchema,
} from "#gen/lazyengine/v1/progress_report_pb.js";
import {
  GetFlowDetailsRequestSchema,
  ListFlowsRequestSchema,
  WatchMode,
  WatchReadyTasksRequestSchema,
} from "#gen/lazyengine/v1/service_pb.js";
import { type Spawn as SpawnMessage, SpawnSchema } from "#gen/lazyengine/v1/spawn_pb.js";
import { FlowState, TaskState } from "#gen/lazyengine/v1/states_pb.js";
import { TaskClaimSchema } from "#gen/lazyengine/v1/task_claim_pb.js";
import {
  ResponseDetail,
  type TaskCompletion as TaskCompletionMessage,
  TaskCompletionSchema,
} from "#gen/lazyengine/v1/task_completion_pb.js";
import { WorkKind } from "#gen/lazyengine/v1/work_kind_pb.js";
import { type CallOptions, checkOptionFields, checkOptions } from "./call-options.js";
import { type Decision, decisionMessage } from "./decision.js";
import { enumNumber, enumNumbers } from "./enum-number.js";
import { failureMessage } from "./failures.js";
import { flowSpecMessage } from "./flow-spec.js";
import { invalidField } from "./invalid-field.js";
import { payloadMessage } from "./payload.js";
import { checkFields, checkShape, isObject, type PlainFields, plainFields } from "./plain-shape.js";
import type {
  ControlOptions,
  DetailsOptions,
  ListFlowsOptions,
  ProgressReport,
  SessionOptions,
  SpawnInput,
  TaskClaim,
  TaskCompletion,
  TaskOutcome,
  WatchReadyTasksOptions,
} from "./requests.js";
import { shown } from "./scalar-value.js";
import { durationInputMessage, timestampMessage } from "./times.js";

const OUTCOMES: readonly string[] = ["result", "failure", "deferred", "cancelled", "spawn"];

/** Of a decision alone there is none. `at`: the path of the message that it stands in, with a dot. */
export function outcomeField(outcome: TaskOutcome | NoOutcome, at = ""): TaskCompletionMessage["outcome"] {
  const given = OUTCOMES.filter((name) => Reflect.get(outcome, name) !== undefined);
  if (given.length > 1) {
    throw invalidField(`${at}outcome`, `must be one of ${OUTCOMES.join(", ")}, got ${given.join(" and ")}`);
  }
  if ("result" in outcome) {
    return { case: "result", value: payloadMessage(outcome.result, `${at}result`) };
  }
  if ("failure" in outcome) {
    return { case: "failure", value: failureMessage(outcome.failure, `${at}failure`) };
  }
  if ("deferred" in outcome) {
    checkShape(outcome.deferred, DeferredSchema, `${at}deferred`);
    const { timeout, heartbeatTimeout } = outcome.deferred;
    return {
      case: "deferred",
      value: create(DeferredSchema, {
        timeout: durationInputMessage(timeout, `${at}deferred.timeout`),
        heartbeatTimeout: durationInputMessage(heartbeatTimeout, `${at}deferred.heartbeat_timeout`),
      }),
    };
  }
  if ("cancelled" in outcome) {
    checkShape(outcome.cancelled, CancelledSchema, `${at}cancelled`);
    return { case: "cancelled", value: create(CancelledSchema, { message: outcome.cancelled.message ?? "" }) };
  }
  if ("spawn" in outcome) {
    return { case: "spawn", value: spawnMessage(outcome.spawn, `${at}spawn`) };
  }
  return { case: undefined };
}

/** Throws INVALID_FIELD where none, or both, of the two ways to name a definition are there. */
function spawnMessage(spawn: SpawnInput, path: string): SpawnMessage {
  checkShape(spawn, SpawnSchema, path);
  const { spec, flowDigest, input, labels } = spawn;
  if ((spec === undefined) === (flowDigest === undefined)) {
    const given = spec === undefined ? "neither" : "both";
    throw invalidField(`${path}.definition`, `must be one of spec and flowDigest, got ${given}`);
  }
  return create(SpawnSchema, {
    definition:
      spec === undefined
        ? { case: "flowDigest", value: flowDigest ?? "" }
        : { case: "spec", value: flowSpecMessage(spec, `${path}.spec`) },
    ...(input !== undefined && { input: payloadMessage(input, `${path}.input`) }),
    labels: { ...labels },
  });
}

type NoOutcome = { readonly decision: Decision };

/** `at`: the path of the message that it stands in, with a dot. */
export function completionMessage(completion: TaskCompletion, at = ""): TaskCompletionMessage {
  const path = at.slice(0, -1);
  checkFields(completion, plainFields(TaskCompletionSchema, path), path || "completion", path);
  const { flowId, taskId, requestId, attempt, claimToken, responseDetail, decision, memo } = completion;
  return create(TaskCompletionSchema, {
    flowId,
    taskId,
    requestId: requestId ?? "",
    ...(attempt === undefined ? {} : { attempt }),
    claimToken: claimToken ?? "",
    outcome: outcomeField(completion, at),
    responseDetail:
      responseDetail === undefined
        ? ResponseDetail.UNSPECIFIED
        : enumNumber(ResponseDetail, responseDetail, `${at}response_detail`),
    ...(decision !== undefined && { decision: decisionMessage(decision, `${at}decision`) }),
    ...(memo !== undefined && { memo: payloadMessage(memo, `${at}memo`) }),
  });
}

export function progressMessage(report: ProgressReport, path: string): ProgressReportMessage {
  checkShape(report, ProgressReportSchema, path);
  const { flowId, taskId, claimToken, fraction, details, paused } = report;
  return create(ProgressReportSchema, {
    flowId,
    taskId,
    claimToken: claimToken ?? "",
    ...(fraction === undefined ? {} : { fraction }),
    ...(details === undefined ? {} : { details: payloadMessage(details, `${path}.details`) }),
    ...(paused === undefined ? {} : { paused }),
  });
}

export function viewNumber(view: keyof typeof FlowView | undefined): FlowView {
  return view === undefined ? FlowView.UNSPECIFIED : enumNumber(FlowView, view, "view");
}

export function detailsRequest(
  flowId: string,
  options: DetailsOptions & CallOptions,
): MessageInitShape<typeof GetFlowDetailsRequestSchema> {
  checkOptions(options, GetFlowDetailsRequestSchema, ["flowId"]);
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

/** The options name the two times after the flow, not after its field. */
const LIST_FLOWS_FIELDS: PlainFields = new Map(
  [...plainFields(ListFlowsRequestSchema, "", ["namespace"])].map(([name, field]) => [
    name.replace(/^createTime/, "created"),
    field,
  ]),
);

export function listFlowsRequest(
  options: ListFlowsOptions & CallOptions,
): MessageInitShape<typeof ListFlowsRequestSchema> {
  checkOptionFields(options, LIST_FLOWS_FIELDS);
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

/** Of what has more than a claim, such as a task that was handed out, the claim. */
export function claimMessage(claim: TaskClaim, index: number): TaskClaim {
  const path = `claims[${index}]`;
  if (!isObject(claim)) throw invalidField(path, `must be an object, got ${shown(claim)}`);
  const { flowId, taskId, claimToken } = claim as TaskClaim;
  const named = { flowId, taskId, claimToken };
  checkShape(named, TaskClaimSchema, path);
  return named;
}

/** What opening a session and polling for one have in common. `request`: the message of the call. */
export function sessionRequest(options: SessionOptions & CallOptions, request: DescMessage) {
  checkOptions(options, request);
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
  options: WatchReadyTasksOptions & CallOptions,
): MessageInitShape<typeof WatchReadyTasksRequestSchema> {
  return {
    ...sessionRequest(options, WatchReadyTasksRequestSchema),
    mode: options.mode === undefined ? WatchMode.UNSPECIFIED : enumNumber(WatchMode, options.mode, "mode"),
    maxInFlight: options.maxInFlight ?? 0,
  };
}

/** What the control calls have in common. `request`: the message of the call; `own`: of its arguments beside the flow. */
export function controlRequest(
  flowId: string,
  options: ControlOptions & CallOptions,
  request: DescMessage,
  own: readonly string[] = [],
) {
  checkOptions(options, request, ["flowId", ...own]);
  const { requestId, reason, expectedRevision } = options;
  return {
    flowId,
    requestId: requestId ?? "",
    reason: reason ?? "",
    ...(expectedRevision === undefined ? {} : { expectedRevision }),
  };
}
