/**
 * Sessions: how they are asked for, and the frames they are told.
 */
import { create } from "@bufbuild/protobuf";
import {
  AttemptEnd,
  type CancelRequested as CancelRequestedMessage,
  CancelRequestedSchema,
  DrainingSchema,
  type ExecuteTasksResponse,
  IdleSchema,
  OpenedSchema,
  type ReadyTasks,
  ReadyTasksSchema,
  type Revoked as RevokedMessage,
  RevokedSchema,
  type WatchReadyTasksRequest,
  type WatchReadyTasksResponse,
} from "#gen/lazyengine/v1/index.js";
import { LIMITS } from "../../core/limits.js";
import type { SessionFrame } from "../../engine/engine.js";
import type { CancelRequested, Revoked, SessionRequest } from "../../engine/requests.js";
import type { ReadyTask } from "../../engine/values.js";
import { readWatchMode } from "./enum-names.js";
import { kindsOf } from "./kinds.js";
import { readyTaskBytes, readyTaskMessage } from "./task.js";
import { duration, millisOfDuration, timestamp } from "./times.js";

/** The frames that both streams of ready tasks know. */
type Frame = WatchReadyTasksResponse["frame"] & ExecuteTasksResponse["frame"];

export function sessionRequestOf(message: WatchReadyTasksRequest): SessionRequest {
  const { leaseDuration } = message;
  return {
    namespace: message.namespace,
    queues: message.queues,
    workerId: message.workerId,
    ...kindsOf(message.kinds),
    ...(message.sessionId === "" ? undefined : { sessionId: message.sessionId }),
    mode: readWatchMode(message.mode, "mode") ?? "CLAIM",
    maxInFlight: message.maxInFlight,
    ...(leaseDuration === undefined ? undefined : { leaseMs: millisOfDuration(leaseDuration, "lease_duration") }),
    ...(message.flowId === "" ? undefined : { flowId: message.flowId }),
  };
}

/** More than one where the ready tasks of one frame would be over the limit of a message. */
export function sessionFrames(frame: SessionFrame): readonly Frame[] {
  switch (frame.kind) {
    case "ready_tasks":
      return readyTasksFrames(frame.tasks);
    case "opened":
      return [
        {
          case: "opened",
          value: create(OpenedSchema, {
            sessionId: frame.sessionId,
            resumed: frame.resumed,
            maxInFlight: frame.maxInFlight,
            leaseDuration: duration(frame.leaseMs),
          }),
        },
      ];
    case "revoked":
      return [{ case: "revoked", value: revokedMessage(frame) }];
    case "cancel_requested":
      return [{ case: "cancelRequested", value: cancelRequestedMessage(frame) }];
    case "draining":
      return [
        { case: "draining", value: create(DrainingSchema, { reconnectAfter: duration(frame.reconnectAfterMs) }) },
      ];
    case "idle":
      return [{ case: "idle", value: create(IdleSchema, { backlog: BigInt(frame.backlog) }) }];
  }
}

export function revokedMessage({ flowId, taskId, claimToken, reason }: Revoked): RevokedMessage {
  return create(RevokedSchema, { flowId, taskId, claimToken, reason: AttemptEnd[reason] });
}

export function cancelRequestedMessage(cancel: CancelRequested): CancelRequestedMessage {
  const { flowId, taskId, claimToken, reason, deadline } = cancel;
  return create(CancelRequestedSchema, { flowId, taskId, claimToken, reason, deadline: timestamp(deadline) });
}

function readyTasksFrames(tasks: readonly ReadyTask[]): readonly Frame[] {
  const frames: Frame[] = [];
  let current: ReadyTasks | undefined;
  let bytes = 0;
  for (const task of tasks) {
    const size = readyTaskBytes(task);
    if (current === undefined || bytes + size > LIMITS.frameBytes) {
      current = create(ReadyTasksSchema);
      frames.push({ case: "readyTasks", value: current });
      bytes = 0;
    }
    current.tasks.push(readyTaskMessage(task));
    bytes += size;
  }
  return frames;
}
