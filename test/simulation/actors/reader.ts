/**
 * Somebody who reads a flow after it was told of a change: it must see the change, and nothing that was not so (rule A3).
 */
import type { Histories } from "../checks/histories.js";
import type { Service } from "../world/service.js";
import type { World } from "../world/world.js";
import { insist } from "./caller.js";

interface ReaderSetting {
  readonly world: World;
  readonly service: Service;
  readonly histories: Histories;
}

/** The flow was deleted since, or is another run. */
const GONE = ["FLOW_NOT_FOUND", "REVISION_MISMATCH"];

/** `since`: the revision that the reader was told of. */
export async function readFlow(
  { world, service, histories }: ReaderSetting,
  flowId: string,
  since: string,
): Promise<void> {
  const waits = world.random.chance(0.5) ? { minRevision: since } : {};
  const verdict = await insist(world, service, (engine) => engine.getFlowDetails({ flowId, view: "TASKS", ...waits }));
  if (verdict === undefined) return;
  if ("refused" in verdict) {
    if (!GONE.includes(verdict.refused.reason)) world.breaks(`${flowId} cannot be read: ${String(verdict.refused)}`);
    return;
  }
  const { flow, tasks } = verdict.answer;
  world.note("read", `${flowId} ${flow.revision}`);
  histories.expectRead(flow, tasks, since);
}
