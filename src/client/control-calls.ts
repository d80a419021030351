/**
 * The calls that steer a flow.
 */
import { InFlight } from "#gen/lazyengine/v1/decision_pb.js";
import { ItemRetry } from "#gen/lazyengine/v1/flow_spec_pb.js";
import {
  CancelFlowRequestSchema,
  DeleteFlowRequestSchema,
  EndFlowRequestSchema,
  ResumeFlowRequestSchema,
  RetryFlowRequestSchema,
  RevertFlowRequestSchema,
  SkipTaskRequestSchema,
  SuspendFlowRequestSchema,
} from "#gen/lazyengine/v1/service_pb.js";
import { FlowState } from "#gen/lazyengine/v1/states_pb.js";
import type {
  CancelOptions,
  ControlOptions,
  ControlResponse,
  DeleteOptions,
  EndOptions,
  EndState,
  ResumeOptions,
  RetryFlowOptions,
} from "./control-requests.js";
import { optionalPayload } from "./decision.js";
import { enumNumber } from "./enum-number.js";
import type { CallOptions, MessageCalls } from "./message-calls.js";
import { controlRequest } from "./request-messages.js";
import { controlValue } from "./response-values.js";
import { durationInputMessage } from "./times.js";
import type { Flow } from "./values.js";
import { flowValue } from "./values-of-messages.js";

export async function suspendFlow(
  messages: MessageCalls,
  flowId: string,
  options: ControlOptions & CallOptions,
): Promise<ControlResponse> {
  return controlValue(await messages.suspendFlow(controlRequest(flowId, options, SuspendFlowRequestSchema), options));
}

export async function revertFlow(
  messages: MessageCalls,
  flowId: string,
  options: ControlOptions & CallOptions,
): Promise<ControlResponse> {
  return controlValue(await messages.revertFlow(controlRequest(flowId, options, RevertFlowRequestSchema), options));
}

export async function resumeFlow(
  messages: MessageCalls,
  flowId: string,
  options: ResumeOptions & CallOptions,
): Promise<ControlResponse> {
  const request = {
    ...controlRequest(flowId, options, ResumeFlowRequestSchema),
    input: optionalPayload(options.input, "input"),
  };
  return controlValue(await messages.resumeFlow(request, options));
}

export async function cancelFlow(
  messages: MessageCalls,
  flowId: string,
  options: CancelOptions & CallOptions,
): Promise<ControlResponse> {
  const request = controlRequest(flowId, options, CancelFlowRequestSchema);
  const grace = durationInputMessage(options.grace, "grace");
  return controlValue(await messages.cancelFlow({ ...request, ...(grace !== undefined && { grace }) }, options));
}

export async function endFlow(
  messages: MessageCalls,
  flowId: string,
  state: EndState,
  options: EndOptions & CallOptions,
): Promise<ControlResponse> {
  const common = controlRequest(flowId, options, EndFlowRequestSchema, ["state"]);
  const { message, output, inFlight } = options;
  const request = {
    ...common,
    state: enumNumber(FlowState, state, "state"),
    message: message ?? "",
    output: optionalPayload(output, "output"),
    ...(inFlight === undefined ? {} : { inFlight: enumNumber(InFlight, inFlight, "in_flight") }),
  };
  return controlValue(await messages.endFlow(request, options));
}

export async function retryFlow(
  messages: MessageCalls,
  flowId: string,
  options: RetryFlowOptions & CallOptions,
): Promise<ControlResponse> {
  const common = controlRequest(flowId, options, RetryFlowRequestSchema);
  const { tasks = [], reset = false, input, items } = options;
  const request = {
    ...common,
    tasks: [...tasks],
    reset,
    input: optionalPayload(input, "input"),
    ...(items === undefined ? {} : { items: enumNumber(ItemRetry, items, "items") }),
  };
  return controlValue(await messages.retryFlow(request, options));
}

export async function skipTask(
  messages: MessageCalls,
  flowId: string,
  taskId: string,
  options: ControlOptions & CallOptions,
): Promise<ControlResponse> {
  return controlValue(
    await messages.skipTask({ ...controlRequest(flowId, options, SkipTaskRequestSchema, ["taskId"]), taskId }, options),
  );
}

export async function deleteFlow(
  messages: MessageCalls,
  flowId: string,
  options: DeleteOptions & CallOptions,
): Promise<Flow | undefined> {
  const request = {
    ...controlRequest(flowId, options, DeleteFlowRequestSchema),
    allowMissing: options.allowMissing ?? false,
  };
  const { flow } = await messages.deleteFlow(request, options);
  return flow === undefined ? undefined : flowValue(flow);
}
