/**
 * Somebody who lets flows go on under another definition: once they are at rest, from where they have come, in one call.
 */
import { isEndedFlow } from "../../../src/core/state/states.js";
import type { RunRequest } from "../../../src/engine/run-request.js";
import { parseFlowRevision } from "../../../src/engine/views/revision.js";
import { editedFlow } from "../edited-flows.js";
import type { SimulatedFlow } from "../workload.js";
import { COPIES_COME_WITHIN_MS } from "../world/faults.js";
import { insist } from "./caller.js";
import type { Steering } from "./steersman.js";

/** What may have become of the flow when the call comes. */
const NOT_NOW = ["FLOW_NOT_AT_REST", "REVISION_MISMATCH", "FLOW_NOT_FOUND", "FLOW_ENDED", "FLOW_CANCELLING"];
const EDITS = 3;
/** Who has suspended a flow waits no longer for it to rest. */
const RESTS_WITHIN_MS = 10_000;

/** Several times, while there are faults; the last run goes on. */
export async function edit(steering: Steering, flow: SimulatedFlow): Promise<void> {
  const { world, service } = steering;
  const { flowId } = flow;
  for (let times = 1 + world.random.below(EDITS); times > 0 && world.faults.on; times -= 1) {
    await world.wait(8_000 * world.random.next());
    if (world.random.chance(0.6)) await suspend(steering, flowId);
    else if (world.random.chance(0.8)) await until(steering, flowId, isEndedFlow, 60_000);
    if (world.faults.on) await replaceOnce(steering, flowId);
  }
  // A copy of what has suspended it may come, and may have met another run.
  await world.wait(COPIES_COME_WITHIN_MS);
  world.note("oper", `resumes ${flowId}`);
  const verdict = await insist(world, service, (engine) => engine.resumeFlow({ flowId }));
  expectAllowed(steering, `${flowId}: it was not resumed`, verdict);
}

async function suspend(steering: Steering, flowId: string): Promise<void> {
  const { world, service } = steering;
  const requestId = `edit-${world.uniqueName()}`;
  world.note("oper", `suspends ${flowId} as ${requestId}`);
  const verdict = await insist(world, service, (engine) => engine.suspendFlow({ flowId, requestId }));
  expectAllowed(steering, `${flowId}: ${requestId} was refused`, verdict);
  await until(steering, flowId, (state) => state === "SUSPENDED" || isEndedFlow(state), RESTS_WITHIN_MS);
}

async function until(
  { world, histories }: Steering,
  flowId: string,
  is: (state: Parameters<typeof isEndedFlow>[0]) => boolean,
  withinMs: number,
): Promise<void> {
  const last = world.now + withinMs;
  while (world.faults.on && world.now < last && !is(histories.current(flowId)?.last?.flow.state ?? "PENDING")) {
    await world.wait(500 * world.random.next());
  }
}

async function replaceOnce(steering: Steering, flowId: string): Promise<void> {
  const { world, service, histories } = steering;
  const read = await insist(world, service, (engine) => engine.getFlowDetails({ flowId, view: "FULL" }));
  const history = histories.current(flowId);
  if (read === undefined || "refused" in read || history === undefined) return;
  const { revision } = read.answer.flow;
  const requestId = `edit-${world.uniqueName()}`;
  const next = editedFlow(world.random, history.flow, read.answer.tasks, requestId);
  const isBound = world.random.chance(0.7);
  const { version } = parseFlowRevision("revision", revision);
  histories.replacements.ask(requestId, { flow: next, ...(isBound && { version }) });
  world.note("oper", `replaces ${flowId} as ${requestId}${isBound ? ` at ${revision}` : ""}`);
  const request: RunRequest = {
    ...{ flowId, requestId, definition: { kind: "spec", spec: next.definition }, conflictPolicy: "REPLACE" },
    ...(isBound && { expectedRevision: revision }),
    ...(next.begins && { snapshot: next.begins.snapshot }),
    ...(world.random.chance(0.3) && {
      input: { data: Buffer.from(requestId), contentType: "text/plain", metadata: {} },
    }),
  };
  const verdict = await insist(world, service, (engine) => engine.run(request));
  expectAllowed(steering, `${flowId}: ${requestId} was refused`, verdict);
  if (verdict === undefined || "refused" in verdict) return;
  world.note("oper", `${flowId} was replaced by ${requestId}`);
  if (histories.at(flowId, verdict.answer.flow.revision)?.flow !== next) {
    world.breaks(`${flowId}: ${requestId} was answered with a run that it has not made`);
  }
}

function expectAllowed({ world }: Steering, told: string, verdict: Awaited<ReturnType<typeof insist>>): void {
  if (verdict === undefined || !("refused" in verdict) || NOT_NOW.includes(verdict.refused.reason)) return;
  world.breaks(`${told}: ${String(verdict.refused)}`);
}
