/**
 * Those who start flows, and now and then suspend, resume, cancel and delete them.
 */
import type { Histories } from "../checks/histories.js";
import type { SimulatedFlow } from "../workload.js";
import type { Service } from "../world/service.js";
import type { World } from "../world/world.js";
import { insist } from "./caller.js";

const NOT_NOW = ["FLOW_ENDED", "FLOW_CANCELLING", "FLOW_NOT_FOUND"];

/** Resolves when the flow is stored. */
export async function startFlow(world: World, service: Service, flow: SimulatedFlow, times = 1): Promise<void> {
  const { flowId, definition } = flow;
  const requestId = `run-${flowId}-${times}`;
  const spec = { kind: "spec", spec: definition } as const;
  const verdict = await insist(world, service, (engine) => engine.run({ flowId, requestId, definition: spec }));
  if (verdict === undefined || "refused" in verdict) world.breaks(`${flowId} was refused: ${String(verdict?.refused)}`);
  else world.note("oper", `${flowId} was started`);
}

/** Suspends a flow for a while; one of several segments perhaps again before all of them have heard that it went on. */
export async function interrupt(world: World, service: Service, { flowId, segments }: SimulatedFlow): Promise<void> {
  const times = segments.length === 1 ? 1 : 1 + world.random.below(4);
  for (let time = 1; time <= times; time += 1) {
    await interruptOnce(world, service, flowId, { time, forMs: time === 1 ? 10_000 : 50 });
  }
}

async function interruptOnce(
  world: World,
  service: Service,
  flowId: string,
  { time, forMs }: { readonly time: number; readonly forMs: number },
): Promise<void> {
  world.note("oper", `suspends ${flowId}`);
  // Named, so that a copy of the request which comes late suspends nothing once more.
  const request = { flowId, requestId: `interrupt${time === 1 ? "" : `-${time}`}` };
  const suspended = await insist(world, service, (engine) => engine.suspendFlow(request));
  if (suspended !== undefined && "refused" in suspended) return expectNotNow(world, flowId, suspended.refused);
  await world.wait(forMs * world.random.next());
  const resumed = await insist(world, service, (engine) => engine.resumeFlow(request));
  world.note("oper", `resumes ${flowId}`);
  if (resumed !== undefined && "refused" in resumed) expectNotNow(world, flowId, resumed.refused);
}

export async function cancel(world: World, service: Service, flowId: string): Promise<void> {
  world.note("oper", `cancels ${flowId}`);
  const graceMs = world.random.below(10_000);
  const verdict = await insist(world, service, (engine) => engine.cancelFlow({ flowId, graceMs }));
  if (verdict !== undefined && "refused" in verdict) expectNotNow(world, flowId, verdict.refused);
}

/** Deletes a flow that has ended, and runs it again under the same id. */
export async function replace(
  world: World,
  service: Service,
  histories: Histories,
  flow: SimulatedFlow,
): Promise<void> {
  const { flowId } = flow;
  if (histories.current(flowId)?.hasEnded !== true) return;
  world.note("oper", `deletes ${flowId}`);
  const verdict = await insist(world, service, (engine) => engine.deleteFlow({ flowId, allowMissing: true }));
  if (verdict !== undefined && "refused" in verdict)
    return world.breaks(`${flowId} was not deleted: ${verdict.refused}`);
  await startFlow(world, service, flow, 2);
}

function expectNotNow(world: World, flowId: string, refused: { readonly reason: string }): void {
  if (!NOT_NOW.includes(refused.reason)) world.breaks(`${flowId}: control was refused: ${String(refused)}`);
}
