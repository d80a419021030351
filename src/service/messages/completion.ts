/**
 * Completions: what executors and outsiders bring, and what they are answered.
 */
import type {
  CompletionVerdict,
  Deferred,
  Spawn as SpawnMessage,
  TaskCompleteResponse as TaskCompleteAnswer,
  TaskCompleteRequest as TaskCompleteMessage,
  TaskCompletion,
} from "#gen/lazyengine/v1/index.js";
import { EngineError } from "../../engine/engine-error.js";
import type {
  ItemResult,
  Spawn,
  TaskCompleteRequest,
  TaskCompleteResponse,
  TaskOutcome,
} from "../../engine/requests.js";
import type { AboutTask } from "../call.js";
import { errorStatus, okStatus, type ReportIncident } from "../error-status.js";
import { decisionOf } from "./decision.js";
import { readResponseDetail } from "./enum-names.js";
import { flowMessage, stateChangeMessage } from "./flow.js";
import { flowDefinitionOf } from "./flow-spec.js";
import { failureOf, payloadOf } from "./payload.js";
import { taskDetailsMessage, taskRefMessage } from "./task.js";
import { millisOfDuration } from "./times.js";
import { refuseUnknownFields } from "./unknown-fields.js";

/** `detail` is what "not said" means: FULL for one task, MINIMAL in a batch and on a stream. */
export function completionOf(
  message: TaskCompleteMessage | TaskCompletion,
  namespace: string,
  detail: "MINIMAL" | "FULL",
): TaskCompleteRequest {
  return {
    namespace,
    flowId: message.flowId,
    taskId: message.taskId,
    ...(message.requestId === "" ? undefined : { requestId: message.requestId }),
    ...(message.attempt === undefined ? undefined : { attempt: message.attempt }),
    ...(message.claimToken === "" ? undefined : { claimToken: message.claimToken }),
    ...answerOf(message),
    ...(message.memo === undefined ? undefined : { memo: payloadOf(message.memo) }),
    responseDetail: readResponseDetail(message.responseDetail, "response_detail") ?? detail,
  };
}

/** An outcome, a decision, or both. */
function answerOf({
  outcome,
  decision,
}: TaskCompleteMessage | TaskCompletion): Pick<TaskCompleteRequest, "outcome" | "decision"> {
  if (decision === undefined) return { outcome: outcomeOf(outcome) };
  if (outcome.case === undefined) return { decision: decisionOf(decision) };
  return { outcome: outcomeOf(outcome), decision: decisionOf(decision) };
}

function outcomeOf(outcome: TaskCompleteMessage["outcome"]): TaskOutcome | Spawn {
  switch (outcome.case) {
    case "result":
      return { kind: "result", result: payloadOf(outcome.value) };
    case "failure":
      return { kind: "failure", failure: failureOf(outcome.value, "failure") };
    case "deferred":
      return deferralOf(outcome.value);
    case "cancelled":
      return { kind: "cancelled", message: outcome.value.message };
    case "spawn":
      return spawnOf(outcome.value);
    case undefined:
      throw new EngineError(
        "INVALID_FIELD",
        "outcome: is required: result, failure, deferred, cancelled or spawn; or a decision",
        {
          metadata: { field: "outcome" },
        },
      );
  }
}

function deferralOf({ timeout, heartbeatTimeout }: Deferred): TaskOutcome {
  return {
    kind: "deferred",
    ...(timeout === undefined ? undefined : { timeoutMs: millisOfDuration(timeout, "deferred.timeout") }),
    ...(heartbeatTimeout === undefined
      ? undefined
      : { heartbeatTimeoutMs: millisOfDuration(heartbeatTimeout, "deferred.heartbeat_timeout") }),
  };
}

function spawnOf(message: SpawnMessage): Spawn {
  refuseUnknownFields(message, "spawn");
  const { definition, input, labels } = message;
  if (definition.case === undefined) {
    throw new EngineError("INVALID_FIELD", "spawn.definition: is required: spec or flow_digest", {
      metadata: { field: "spawn.definition" },
    });
  }
  return {
    kind: "spawn",
    definition:
      definition.case === "spec"
        ? { kind: "spec", spec: flowDefinitionOf(definition.value, "spawn.spec") }
        : { kind: "digest", digest: definition.value },
    ...(input === undefined ? undefined : { input: payloadOf(input) }),
    labels,
  };
}

export function completionAnswer(response: TaskCompleteResponse): TaskCompleteAnswer {
  return {
    $typeName: "lazyengine.v1.TaskCompleteResponse",
    task: taskDetailsMessage(response.task),
    ready: response.ready.map(taskRefMessage),
    flow: flowMessage(response.flow),
    replayed: response.replayed,
    changes: response.changes.map(stateChangeMessage),
    changesTruncated: response.changesTruncated,
  };
}

export function completionVerdict(
  result: ItemResult<TaskCompleteResponse>,
  report: ReportIncident,
  about: AboutTask | undefined,
): CompletionVerdict {
  const $typeName = "lazyengine.v1.CompletionVerdict";
  if ("error" in result) return { $typeName, status: errorStatus(result.error, report, about) };
  return { $typeName, status: okStatus(), answer: completionAnswer(result.value) };
}

/**
 * Decides many completions: those that cannot be read are refused by themselves, the others go to `complete` together.
 * The results are in the order of the items.
 */
export async function completeItems(
  items: readonly TaskCompletion[],
  namespace: string,
  complete: (requests: readonly TaskCompleteRequest[]) => Promise<readonly ItemResult<TaskCompleteResponse>[]>,
): Promise<readonly ItemResult<TaskCompleteResponse>[]> {
  const results: ItemResult<TaskCompleteResponse>[] = [];
  const requests: TaskCompleteRequest[] = [];
  const places: number[] = [];
  items.forEach((item, place) => {
    try {
      requests.push(completionOf(item, namespace, "MINIMAL"));
      places.push(place);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      results[place] = { error };
    }
  });
  const decided = requests.length === 0 ? [] : await complete(requests);
  decided.forEach((result, index) => {
    const place = places[index];
    if (place !== undefined) results[place] = result;
  });
  return results;
}
