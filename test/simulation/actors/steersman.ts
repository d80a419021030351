/**
 * Those who end flows, run tasks of them again, skip some, and give them another input, whatever the flow is at; and who
 * resume what an edge has paused.
 */
import { isEndedFlow } from "../../../src/core/state/states.js";
import type { ControlResponse, Engine } from "../../../src/engine/index.js";
import type { ControlCall } from "../checks/control-calls.js";
import type { FlowHistory } from "../checks/flow-history.js";
import type { Histories } from "../checks/histories.js";
import type { SimulatedFlow } from "../workload.js";
import type { Service } from "../world/service.js";
import type { World } from "../world/world.js";
import { insist, type Verdict } from "./caller.js";
import { randomCall } from "./random-call.js";

export interface Steering {
  readonly world: World;
  readonly service: Service;
  readonly histories: Histories;
}

interface ControlRequest {
  readonly flowId: string;
  readonly requestId: string;
  readonly expectedRevision?: string;
}

/** What may have become of the flow, or of the task that is meant, when the call comes. */
export const NOT_NOW = [
  ...["FLOW_ENDED", "FLOW_CANCELLING", "FLOW_NOT_FOUND", "FLOW_REVERTING"],
  ...["NOT_RETRYABLE", "TASK_CLOSED", "TASK_NOT_READY", "REVISION_MISMATCH", "PARENT_WENT_ON"],
];
const CALLS = 5;
/** Who waits for a segment of a flow to settle waits no longer. */
const SETTLES_WITHIN_MS = 20_000;

/**
 * Several calls, while there are faults; often once the flow has ended. Where it may be run anew under its id each is for the
 * revision that was seen, so that a copy which comes late does not mean the next run.
 */
export async function steer(steering: Steering, flow: SimulatedFlow, isReplaced: boolean): Promise<void> {
  const { world, histories } = steering;
  const { flowId, segments } = flow;
  let hasSkipped = false;
  for (let times = 1 + world.random.below(CALLS); times > 0 && world.faults.on; times -= 1) {
    const isLarge = segments.length > 1;
    const isHasty = isLarge && world.random.chance(0.4);
    if (isHasty) await untilAPartHasSettled(steering, flowId);
    else {
      if (world.random.chance(0.7)) await untilItHasEnded(steering, flowId);
      await world.wait(4_000 * world.random.next() ** 2);
    }
    const family = histories.family(flowId);
    if (family.length === 0 || !world.faults.on) continue;
    const history = world.random.pick(family);
    const isBound = isReplaced || world.random.chance(0.3);
    // What was skipped must stay so when what has failed is run again; each segment of a large flow is to have its part.
    const call: ControlCall =
      (isLarge || hasSkipped) && world.random.chance(0.6) ? FAILED_AGAIN : randomCall(world, history);
    hasSkipped ||= call.kind === "skip";
    await steerOnce(steering, history, call, isBound);
  }
}

const FAILED_AGAIN: ControlCall = { kind: "retry", tasks: [], reset: false };

/** What one of its segments tells of its own end is then still under way, as often as not. */
async function untilAPartHasSettled({ world, histories }: Steering, flowId: string): Promise<void> {
  const isOver = world.wait(SETTLES_WITHIN_MS).then(() => undefined);
  for (;;) {
    const after = await Promise.race([histories.nextCommit(flowId), isOver]);
    if (after === undefined || !world.faults.on) return;
    const hasSettled = after.address.segment > 0 && isEndedFlow(after.flow.state);
    if (hasSettled && histories.current(flowId)?.hasEnded === false) return;
  }
}

async function untilItHasEnded({ world, histories }: Steering, flowId: string): Promise<void> {
  while (world.faults.on && histories.current(flowId)?.hasEnded !== true) await world.wait(1_000 * world.random.next());
}

async function steerOnce(steering: Steering, history: FlowHistory, call: ControlCall, isBound: boolean): Promise<void> {
  const { world, histories } = steering;
  const { flowId } = history.flow;
  const requestId = `${call.kind}-${world.uniqueName()}`;
  const { revision = "" } = history;
  const mustGoOn = isBound && call.kind === "retry" && !call.reset && call.tasks.length === 0 && hasFailed(history);
  const request = { flowId, requestId, ...(isBound && { expectedRevision: revision }) };
  world.note("oper", `${flowId}: ${JSON.stringify(call)} as ${requestId}${isBound ? ` at ${revision}` : ""}`);
  histories.calls.add(requestId, call, isBound ? history.last?.version : undefined);
  const verdict = await carriedOut(steering, request, call);
  if (verdict === undefined) return;
  if ("refused" in verdict) {
    const { reason } = verdict.refused;
    const allowed = mustGoOn ? ["REVISION_MISMATCH", "FLOW_NOT_FOUND", "FLOW_CANCELLING"] : NOT_NOW;
    if (!allowed.includes(reason) && !isUnserved(reason, call)) {
      world.breaks(`${flowId}: ${requestId} was refused: ${String(verdict.refused)}`);
    }
    return;
  }
  histories.controlled(flowId, requestId, verdict.answer.flow);
  if (world.random.chance(0.3)) await expectKnown(steering, history, request, call);
}

/** A request that was recorded is answered so again, and its id stands for nothing else (rule A1). */
async function expectKnown(
  steering: Steering,
  history: FlowHistory,
  request: ControlRequest,
  call: ControlCall,
): Promise<void> {
  const { world, histories } = steering;
  const { flowId, requestId } = request;
  if (!history.steering.has(requestId)) return;
  await world.wait(10_000 * world.random.next() ** 2);
  const other = world.random.chance(0.3) ? otherThan(call, [...history.states.keys()]) : undefined;
  const again = await carriedOut(steering, request, other ?? call);
  if (again === undefined || histories.runs(flowId) > 1) return;
  // What is within another flow goes with it.
  if ("refused" in again && again.refused.reason === "FLOW_NOT_FOUND" && histories.current(flowId) === undefined)
    return;
  const isAsItMustBe = other
    ? "refused" in again && ["REQUEST_ID_REUSED", "FLOW_NOT_FOUND"].includes(again.refused.reason)
    : "answer" in again && again.answer.replayed;
  if (!isAsItMustBe) world.breaks(`${flowId}: a repeat of ${requestId} was not answered with what is recorded`);
}

function otherThan(call: ControlCall, taskIds: readonly string[]): ControlCall | undefined {
  if (call.kind === "end") return { ...call, cancelsInFlight: !call.cancelsInFlight };
  if (call.kind !== "skip") return call.kind === "cancel" ? undefined : { ...call, input: "another" };
  const taskId = taskIds.find((other) => other !== call.taskId && !other.endsWith("]"));
  return taskId === undefined ? undefined : { ...call, taskId };
}

function carriedOut(
  { world, service, histories }: Steering,
  request: ControlRequest,
  call: ControlCall,
): Promise<Verdict<ControlResponse> | undefined> {
  const { requestId } = request;
  return insist(world, service, (engine) => histories.calls.carryOut(requestId, () => ask(engine, request, call)));
}

function ask(engine: Engine, request: ControlRequest, call: ControlCall): Promise<ControlResponse> {
  switch (call.kind) {
    case "end":
      return engine.endFlow({ ...request, state: call.state, inFlight: call.cancelsInFlight ? "CANCEL" : "LEAVE" });
    case "skip":
      return engine.skipTask({ ...request, taskId: call.taskId });
    case "cancel":
      return engine.cancelFlow(request);
    case "resume":
      return engine.resumeFlow({ ...request, ...inputOf(call) });
    case "retry": {
      const { tasks, reset, items } = call;
      return engine.retryFlow({ ...request, tasks, reset, ...(items !== undefined && { items }), ...inputOf(call) });
    }
  }
}

function inputOf({ input }: { readonly input?: string }) {
  return input === undefined ? {} : { input: { data: Buffer.from(input), contentType: "text/plain", metadata: {} } };
}

/** It has ended, and one of its tasks has failed, whatever edges or flows above say: it has to be reopened. */
function hasFailed({ hasEnded, flow, last }: FlowHistory): boolean {
  const isPlain = flow.control === undefined && flow.scoped === undefined && last?.flow.parent === undefined;
  return isPlain && hasEnded && [...(last?.nodes.values() ?? [])].some(({ state }) => state === "FAILED");
}

/** An item of a list is run again and skipped with its task; a list that is asked for anew need not have it. */
function isUnserved(reason: string, call: ControlCall): boolean {
  const taskIds = call.kind === "skip" ? [call.taskId] : call.kind === "retry" ? call.tasks : [];
  return ["UNSUPPORTED", "TASK_NOT_FOUND"].includes(reason) && taskIds.some((taskId) => taskId.endsWith("]"));
}

/**
 * Resumes what an edge or a plan has paused, after a while; now and then with another input. Of flows of all kinds within each
 * other whatever rests, one by one or all with the one at the top.
 */
export async function wake(steering: Steering, { flowId, composed }: SimulatedFlow): Promise<void> {
  const { world, histories } = steering;
  for (;;) {
    await world.wait(500 + 4_000 * world.random.next());
    const paused = histories.family(flowId).filter((history) => rests(history, composed === true));
    for (const { flow } of paused) await resume(steering, flow.flowId);
  }
}

function rests({ last }: FlowHistory, isComposed: boolean): boolean {
  const { state, pause } = last?.flow ?? {};
  return state !== undefined && !isEndedFlow(state) && (pause !== undefined || (isComposed && state === "SUSPENDED"));
}

export async function resume({ world, service, histories }: Steering, flowId: string): Promise<void> {
  const requestId = `wake-${world.uniqueName()}`;
  const call = { kind: "resume", ...(world.random.chance(0.3) && { input: requestId }) } as const;
  world.note("oper", `resumes ${flowId} as ${requestId}`);
  histories.calls.add(requestId, call);
  const verdict = await carriedOut({ world, service, histories }, { flowId, requestId }, call);
  if (verdict !== undefined && "refused" in verdict && !NOT_NOW.includes(verdict.refused.reason)) {
    world.breaks(`${flowId}: ${requestId} was refused: ${String(verdict.refused)}`);
  }
}
