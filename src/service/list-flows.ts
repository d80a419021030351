/**
 * ListFlows: the flows of a namespace, newest first.
 */
import { create } from "@bufbuild/protobuf";
import {
  type LazyEngine,
  ListFlowsResponseSchema,
  type ListFlowsRequest as ListMessage,
} from "#gen/lazyengine/v1/index.js";
import type { ListFlowsRequest } from "../engine/requests.js";
import type { UnaryHandler } from "./call.js";
import { readFlowStates } from "./messages/enum-names.js";
import { flowMessage } from "./messages/flow.js";
import { millisOfTimestamp } from "./messages/times.js";
import type { Service } from "./service.js";

export function listFlows({ engine }: Service): UnaryHandler<typeof LazyEngine.method.listFlows> {
  return async (message, call) => {
    const { flows, nextPageToken } = await engine.listFlows(listRequestOf(message), call);
    return create(ListFlowsResponseSchema, { flows: flows.map(flowMessage), nextPageToken });
  };
}

function listRequestOf(message: ListMessage): ListFlowsRequest {
  const { createTimeAfter, createTimeBefore } = message;
  return {
    namespace: message.namespace,
    ...(message.states.length === 0 ? undefined : { states: readFlowStates(message.states) }),
    ...(message.name === "" ? undefined : { names: [message.name] }),
    ...(Object.keys(message.labels).length === 0 ? undefined : { labels: message.labels }),
    ...(createTimeAfter === undefined
      ? undefined
      : { createdAfter: millisOfTimestamp(createTimeAfter, "create_time_after") }),
    ...(createTimeBefore === undefined
      ? undefined
      : { createdBefore: millisOfTimestamp(createTimeBefore, "create_time_before") }),
    ...(message.rootFlowId === "" ? undefined : { rootFlowId: message.rootFlowId }),
    pageSize: message.pageSize,
    ...(message.pageToken === "" ? undefined : { pageToken: message.pageToken }),
  };
}
