/**
 * PollReadyTasks: claims ready tasks without a stream.
 */
import { create } from "@bufbuild/protobuf";
import {
  type LazyEngine,
  type PollReadyTasksRequest as PollMessage,
  PollReadyTasksResponseSchema,
} from "#gen/lazyengine/v1/index.js";
import type { PollReadyTasksRequest } from "../engine/requests.js";
import type { UnaryHandler } from "./call.js";
import { kindsOf } from "./messages/kinds.js";
import { readyTaskMessage } from "./messages/task.js";
import { millisOfDuration } from "./messages/times.js";
import type { Service } from "./service.js";

export function pollReadyTasks({ engine }: Service): UnaryHandler<typeof LazyEngine.method.pollReadyTasks> {
  return async (message, call) => {
    const { sessionId, tasks, backlog } = await engine.pollReadyTasks(pollRequestOf(message), call);
    return create(PollReadyTasksResponseSchema, {
      sessionId,
      tasks: tasks.map(readyTaskMessage),
      backlog: BigInt(backlog),
    });
  };
}

function pollRequestOf(message: PollMessage): PollReadyTasksRequest {
  const { wait, leaseDuration } = message;
  return {
    namespace: message.namespace,
    queues: message.queues,
    ...kindsOf(message.kinds),
    ...(message.flowId === "" ? undefined : { flowId: message.flowId }),
    maxTasks: message.maxTasks,
    ...(wait === undefined ? undefined : { waitMs: millisOfDuration(wait, "wait") }),
    workerId: message.workerId,
    ...(message.sessionId === "" ? undefined : { sessionId: message.sessionId }),
    ...(leaseDuration === undefined ? undefined : { leaseMs: millisOfDuration(leaseDuration, "lease_duration") }),
    includeHeld: message.includeHeld,
  };
}
