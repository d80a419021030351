/**
 * What executors say beside outcomes: claims they give back, progress.
 */

import type { Status } from "#gen/google/rpc/status_pb.js";
import type { ProgressReport, TaskClaim } from "#gen/lazyengine/v1/index.js";
import type { ClaimRef, ItemResult, ProgressItem } from "../../engine/requests.js";
import type { AboutTask } from "../call.js";
import { errorStatus, okStatus, type ReportIncident } from "../error-status.js";
import { payloadOf } from "./payload.js";

export function claimOf(message: TaskClaim): ClaimRef {
  return { flowId: message.flowId, taskId: message.taskId, claimToken: message.claimToken };
}

export function progressOf(message: ProgressReport): ProgressItem {
  return {
    flowId: message.flowId,
    taskId: message.taskId,
    ...(message.claimToken === "" ? undefined : { claimToken: message.claimToken }),
    ...(message.fraction === undefined ? undefined : { fraction: message.fraction }),
    ...(message.details === undefined ? undefined : { details: payloadOf(message.details) }),
    ...(message.paused === undefined ? undefined : { paused: message.paused }),
  };
}

export function itemStatus(result: ItemResult<unknown>, report: ReportIncident, about: AboutTask | undefined): Status {
  return "error" in result ? errorStatus(result.error, report, about) : okStatus();
}
