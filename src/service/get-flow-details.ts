/**
 * GetFlowDetails: reads a flow and its tasks.
 */
import { create } from "@bufbuild/protobuf";
import {
  type GetFlowDetailsRequest as DetailsMessage,
  GetFlowDetailsResponseSchema,
  type LazyEngine,
} from "#gen/lazyengine/v1/index.js";
import type { GetFlowDetailsRequest } from "../engine/requests.js";
import type { UnaryHandler } from "./call.js";
import { readFlowView, readTaskStates } from "./messages/enum-names.js";
import { flowMessage } from "./messages/flow.js";
import { taskDetailsMessage } from "./messages/task.js";
import type { Service } from "./service.js";

export function getFlowDetails({ engine }: Service): UnaryHandler<typeof LazyEngine.method.getFlowDetails> {
  return async (message, call) => {
    const { flow, tasks, nextPageToken } = await engine.getFlowDetails(detailsRequestOf(message), call);
    return create(GetFlowDetailsResponseSchema, {
      flow: flowMessage(flow),
      tasks: tasks.map(taskDetailsMessage),
      nextPageToken,
    });
  };
}

function detailsRequestOf(message: DetailsMessage): GetFlowDetailsRequest {
  return {
    namespace: message.namespace,
    flowId: message.flowId,
    view: readFlowView(message.view, "view") ?? "SUMMARY",
    ...(message.states.length === 0 ? undefined : { states: readTaskStates(message.states) }),
    ...(message.taskIds.length === 0 ? undefined : { taskIds: message.taskIds }),
    ...(message.dependenciesOf === "" ? undefined : { dependenciesOf: message.dependenciesOf }),
    ...(message.taskIdPrefix === "" ? undefined : { taskIdPrefix: message.taskIdPrefix }),
    pageSize: message.pageSize,
    ...(message.pageToken === "" ? undefined : { pageToken: message.pageToken }),
    ...(message.minRevision === undefined ? undefined : { minRevision: message.minRevision }),
  };
}
