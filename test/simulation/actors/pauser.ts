/**
 * Somebody who suspends flows that are within others, by themselves: what they are within follows where their tasks say so.
 */
import { isOpenChild } from "../../../src/core/state/child-flow.js";
import type { SeededRandom } from "../../core/seeded-random.js";
import type { FlowHistory } from "../checks/flow-history.js";
import type { SimulatedFlow } from "../workload.js";
import { COPIES_COME_WITHIN_MS } from "../world/faults.js";
import { insist } from "./caller.js";
import { NOT_NOW, resume, type Steering } from "./steersman.js";

const BEGINS_WITHIN_MS = 15_000;
const RESTS_WITHIN_MS = 10_000;
const LOOK_MS = 500;
/** Once there are no faults: what was told before by who died is told again, and who pauses goes on. */
const HEARD_WITHIN_MS = 40_000;

/** Several times, while there are faults. In the end all go on. */
export async function pauseWithin(steering: Steering, { flowId }: SimulatedFlow, random: SeededRandom): Promise<void> {
  const { world, histories } = steering;
  await world.wait(BEGINS_WITHIN_MS * random.next());
  for (let times = 2 + random.below(4); times > 0 && world.faults.on; times -= 1) {
    await world.wait(5_000 * random.next());
    const within = histories
      .family(flowId)
      .filter(({ last, hasEnded }) => !hasEnded && last?.flow.parent !== undefined);
    if (within.length === 0) continue;
    await pause(steering, random.pick(within));
    await world.wait(4_000 * random.next());
    await resumeAll(steering, flowId);
  }
  await world.wait(COPIES_COME_WITHIN_MS);
  await resumeAll(steering, flowId);
}

async function pause(steering: Steering, history: FlowHistory): Promise<void> {
  const { world, service } = steering;
  const { flowId } = history.flow;
  const requestId = `pause-${world.uniqueName()}`;
  world.note("oper", `suspends ${flowId} as ${requestId}`);
  const verdict = await insist(world, service, (engine) => engine.suspendFlow({ flowId, requestId }));
  if (verdict !== undefined && "refused" in verdict) {
    if (!NOT_NOW.includes(verdict.refused.reason)) world.breaks(`${flowId}: ${String(verdict.refused)}`);
    return;
  }
  for (let waited = 0; waited < RESTS_WITHIN_MS && isPausing(history); waited += LOOK_MS) await world.wait(LOOK_MS);
  let calm = 0;
  for (; isUnheard(steering, history); calm += world.faults.on ? 0 : LOOK_MS) {
    await world.wait(LOOK_MS);
    if (calm > HEARD_WITHIN_MS) world.breaks(`${flowId} rests, and what it is within goes on`);
  }
}

function isPausing({ last }: FlowHistory): boolean {
  return last?.flow.state === "SUSPENDING" || last?.flow.state === "RUNNING";
}

/** It rests, and the flow that waits for it, and is to rest with it, runs. */
function isUnheard({ histories }: Steering, { flow, last }: FlowHistory): boolean {
  const parent = last?.flow.parent;
  const above = parent && histories.current(parent.flowId);
  if (histories.current(flow.flowId)?.last !== last || last?.flow.state !== "SUSPENDED") return false;
  if (parent === undefined || above?.last?.address.incarnation !== parent.incarnation) return false;
  const entry = above.records.get(parent.segment)?.nodes.get(parent.number);
  const task = above.flow.definition.tasks[above.places.placeOf([parent.segment, parent.number], entry) ?? -1];
  const isAwaited = entry?.attempt === parent.attempt && isOpenChild(entry);
  return isAwaited && task?.suspendParent === true && above.last.flow.state === "RUNNING";
}

/** All of the tree, whoever has suspended them. */
async function resumeAll(steering: Steering, flowId: string): Promise<void> {
  const { world, histories } = steering;
  const resting = () => histories.family(flowId).filter(({ last }) => last?.flow.state.startsWith("SUSPEND") === true);
  for (let left = resting(); left.length > 0; left = resting()) {
    for (const { flow } of left) await resume(steering, flow.flowId);
    await world.wait(1_000);
  }
}
