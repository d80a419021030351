/**
 * The calls that steer a flow: what they have in common.
 */
import type { ControlRequest, ControlResponse } from "../../engine/requests.js";
import { flowMessage, stateChangeMessage } from "./flow.js";

interface ControlMessage {
  readonly namespace: string;
  readonly flowId: string;
  readonly requestId: string;
  readonly reason: string;
  readonly expectedRevision?: string | undefined;
}

export function controlRequestOf(message: ControlMessage): ControlRequest {
  const { expectedRevision } = message;
  return {
    namespace: message.namespace,
    flowId: message.flowId,
    ...(message.requestId === "" ? undefined : { requestId: message.requestId }),
    reason: message.reason,
    ...(expectedRevision === undefined ? undefined : { expectedRevision }),
  };
}

/** The fields that all their answers have. */
export function controlAnswer(response: ControlResponse) {
  return {
    flow: flowMessage(response.flow),
    changes: response.changes.map(stateChangeMessage),
    changesTruncated: response.changesTruncated,
    replayed: response.replayed,
  };
}
