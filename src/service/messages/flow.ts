/**
 * Flows, and the changes that a call made.
 */
import {
  type Flow as FlowMessage,
  type FlowParent as FlowParentMessage,
  FlowState,
  Intent,
  type StateChange as StateChangeMessage,
  type TaskCount as TaskCountMessage,
  TaskState,
} from "#gen/lazyengine/v1/index.js";
import type { Flow, FlowParent, StateChange, TaskCount } from "../../engine/values.js";
import { optionalFailureMessage, optionalPayloadMessage, payloadMessages } from "./payload.js";
import { optionalTimestamp, timestamp } from "./times.js";

/** Messages are plain objects: those that answers are full of are written out, at a fraction of the cost of `create`. */
export function flowMessage(flow: Flow): FlowMessage {
  return {
    $typeName: "lazyengine.v1.Flow",
    flowId: flow.flowId,
    namespace: flow.namespace,
    name: flow.name,
    state: FlowState[flow.state],
    revision: flow.revision,
    version: BigInt(flow.version),
    createTime: timestamp(flow.createTime),
    startTime: optionalTimestamp(flow.startTime),
    endTime: optionalTimestamp(flow.endTime),
    updateTime: timestamp(flow.updateTime),
    notBeforeTime: optionalTimestamp(flow.notBeforeTime),
    deadline: optionalTimestamp(flow.deadline),
    labels: flow.labels,
    priority: flow.priority,
    input: optionalPayloadMessage(flow.input),
    definitionDigest: flow.definitionDigest,
    counts: flow.counts.map(taskCountMessage),
    countsAsOf: timestamp(flow.countsAsOf),
    failure: optionalFailureMessage(flow.failure),
    output: optionalPayloadMessage(flow.output),
    parent: parentMessage(flow.parent),
    rootFlowId: flow.rootFlowId,
    globals: payloadMessages(flow.globals),
  };
}

function parentMessage(parent: FlowParent | undefined): FlowParentMessage | undefined {
  return parent === undefined ? undefined : { $typeName: "lazyengine.v1.FlowParent", ...parent };
}

export function optionalFlowMessage(flow: Flow | undefined): FlowMessage | undefined {
  return flow === undefined ? undefined : flowMessage(flow);
}

function taskCountMessage({ state, count }: TaskCount): TaskCountMessage {
  return { $typeName: "lazyengine.v1.TaskCount", state: TaskState[state], count };
}

export function stateChangeMessage(change: StateChange): StateChangeMessage {
  const { task, flow } = change;
  return {
    $typeName: "lazyengine.v1.StateChange",
    taskId: change.taskId,
    taskFrom: task === undefined ? TaskState.UNSPECIFIED : TaskState[task.from],
    taskTo: task === undefined ? TaskState.UNSPECIFIED : TaskState[task.to],
    flowFrom: flow?.from === undefined ? FlowState.UNSPECIFIED : FlowState[flow.from],
    flowTo: flow === undefined ? FlowState.UNSPECIFIED : FlowState[flow.to],
    attempt: task?.attempt ?? 0,
    tries: task?.tries ?? 0,
    time: timestamp(change.time),
    reason: change.reason ?? "",
    message: change.message ?? "",
    intent: task === undefined ? Intent.UNSPECIFIED : Intent[task.intent],
  };
}
