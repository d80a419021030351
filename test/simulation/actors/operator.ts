/**
 * Those who start flows, and now and then suspend, resume, cancel and delete them.
 */
import type { Engine } from "../../../src/engine/index.js";
import type { Histories } from "../checks/histories.js";
import type { SimulatedFlow } from "../workload.js";
import { COPIES_COME_WITHIN_MS } from "../world/faults.js";
import type { Service } from "../world/service.js";
import type { World } from "../world/world.js";
import { KEPT_LABEL } from "./archivist.js";
import { insist, type Verdict } from "./caller.js";

/** In so short a time not every segment hears of a change. */
const HASTE_MS = 50;
const NOT_NOW = ["FLOW_ENDED", "FLOW_CANCELLING", "FLOW_NOT_FOUND"];

/** Resolves when the flow is stored. */
export async function startFlow(world: World, service: Service, flow: SimulatedFlow, times = 1): Promise<void> {
  const { flowId, definition, begins, stored = [] } = flow;
  for (const named of stored) {
    const kept = await insist(world, service, (engine) => engine.putDefinition({ spec: named }));
    if (kept !== undefined && "refused" in kept) world.breaks(`a definition was refused: ${String(kept.refused)}`);
  }
  const requestId = `run-${flowId}-${times}`;
  const spec = { kind: "spec", spec: definition } as const;
  // Where flows are deleted by rules some may be kept by a label.
  const labels = world.extras.has("retention") && flowId === "f1" ? KEPT_LABEL : {};
  const request = { flowId, requestId, definition: spec, labels, ...(begins && { snapshot: begins.snapshot }) };
  const verdict = await insist(world, service, (engine) => engine.run(request));
  if (verdict === undefined) return;
  if ("answer" in verdict) world.note("oper", `${flowId} was started`);
  // A copy of an earlier request came after the deletion, and was carried out; or another has taken its place since.
  else if ((times > 1 || flow.edited === true) && verdict.refused.reason === "FLOW_EXISTS")
    world.note("oper", `${flowId} runs already`);
  else world.breaks(`${flowId} was refused: ${String(verdict.refused)}`);
}

/** Suspends a flow for a while; several times. One of several segments now and then before all have heard that it goes on. */
export async function interrupt(
  world: World,
  service: Service,
  histories: Histories,
  { flowId, segments }: SimulatedFlow,
): Promise<void> {
  const isCut = segments.length > 1;
  let isThere = true;
  let isHasty = false;
  for (let times = 1 + world.random.below(isCut ? 4 : 3); times > 0 && isThere; times -= 1) {
    world.note("oper", `suspends ${flowId}`);
    // Named, so that a copy of the request which comes late suspends nothing once more.
    const request = { flowId, requestId: `interrupt-${times}` };
    isThere = await control(world, flowId, () => insist(world, service, (engine) => engine.suspendFlow(request)));
    if (!isThere) break;
    await world.wait(isHasty ? HASTE_MS * world.random.next() : 10_000 * world.random.next() ** 3);
    world.note("oper", `resumes ${flowId}`);
    isThere = await control(world, flowId, () => insist(world, service, (engine) => engine.resumeFlow(request)));
    isHasty = isCut && world.random.chance(0.7);
    if (!isHasty) await world.wait(5_000 * world.random.next());
    if (isThere && world.random.chance(0.3)) await expectKnown(world, service, histories, request);
  }
  await world.wait(COPIES_COME_WITHIN_MS);
  // A run that began since does not know the names, and may have been suspended by a copy.
  if (isThere && histories.runs(flowId) === 1) return;
  await control(world, flowId, () => insist(world, service, (engine) => engine.resumeFlow({ flowId })));
}

/** A request that was carried out is known, and not carried out again (rule A1). */
async function expectKnown(
  world: World,
  service: Service,
  histories: Histories,
  request: { readonly flowId: string; readonly requestId: string },
): Promise<void> {
  const again = await insist(world, service, (engine) => engine.suspendFlow(request));
  const isUnknown = again !== undefined && "answer" in again && !again.answer.replayed;
  if (isUnknown && histories.runs(request.flowId) === 1) world.breaks(`${request.flowId}: a repeat suspended it again`);
}

/** In a flow that may go on after it, each call has a name. */
export async function cancel(
  world: World,
  service: Service,
  histories: Histories,
  { flowId, steered }: SimulatedFlow,
): Promise<void> {
  world.note("oper", `cancels ${flowId}`);
  const request = { flowId, graceMs: world.random.below(10_000) };
  if (steered !== true) {
    await control(world, flowId, () => insist(world, service, (engine) => engine.cancelFlow(request)));
    return;
  }
  const { calls } = histories;
  const requestId = `cancel-${world.uniqueName()}`;
  calls.add(requestId, { kind: "cancel" });
  const perform = (engine: Engine) => calls.carryOut(requestId, () => engine.cancelFlow({ ...request, requestId }));
  await control(world, flowId, () => insist(world, service, perform));
}

/** All that it has done is undone. */
export async function revert(world: World, service: Service, flowId: string): Promise<void> {
  world.note("oper", `reverts ${flowId}`);
  await control(world, flowId, () => insist(world, service, (engine) => engine.revertFlow({ flowId })));
}

/** Deletes a flow as soon as it has ended, and runs it again under the same id; several times while there are faults. */
export async function replace(
  world: World,
  service: Service,
  histories: Histories,
  flow: SimulatedFlow,
): Promise<void> {
  const { flowId } = flow;
  const last = 2 + world.random.below(10);
  for (let times = 2; times <= last && world.faults.on; times += 1) {
    while (!hasEndedOrIsGone(histories, flowId)) {
      await world.wait(1_000 * world.random.next());
      if (!world.faults.on) return;
    }
    world.note("oper", `deletes ${flowId}`);
    histories.deletions.add(flowId);
    // So that a copy of the request which comes late does not delete the next run.
    const request = { flowId, allowMissing: true, expectedRevision: histories.current(flowId)?.revision ?? "" };
    const verdict = await insist(world, service, (engine) => engine.deleteFlow(request));
    // A flow within it that is not waited for any more may still be about to end.
    if (isStillWithin(flow, verdict)) {
      await world.wait(1_000);
      times -= 1;
      continue;
    }
    if (verdict !== undefined && "refused" in verdict && verdict.refused.reason !== "REVISION_MISMATCH") {
      world.breaks(`${flowId} was not deleted: ${verdict.refused}`);
      return;
    }
    await startFlow(world, service, flow, times);
  }
}

/** Retention may have deleted it. */
function hasEndedOrIsGone(histories: Histories, flowId: string): boolean {
  return histories.current(flowId)?.hasEnded ?? histories.runs(flowId) > 0;
}

function isStillWithin({ nested }: SimulatedFlow, verdict: Verdict<unknown> | undefined): boolean {
  const isRefused = verdict !== undefined && "refused" in verdict;
  return (nested?.size ?? 0) > 0 && isRefused && verdict.refused.reason === "FLOW_NOT_ENDED";
}

/** False = the flow is not there, has ended or is being cancelled. */
async function control(
  world: World,
  flowId: string,
  call: () => Promise<Verdict<unknown> | undefined>,
): Promise<boolean> {
  const verdict = await call();
  if (verdict === undefined || "answer" in verdict) return true;
  if (!NOT_NOW.includes(verdict.refused.reason)) {
    world.breaks(`${flowId}: control was refused: ${String(verdict.refused)}`);
  }
  return false;
}
