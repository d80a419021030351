/**
 * Calls at random by which a flow is ended or goes on, which fit what it is at, or do not.
 */
import type { ControlCall } from "../checks/control-calls.js";
import type { FlowHistory } from "../checks/flow-history.js";
import type { World } from "../world/world.js";

export function randomCall(world: World, history: FlowHistory): ControlCall {
  const { random } = world;
  const fate = random.next();
  const taskIds = [...history.states.keys()];
  const input = random.chance(0.3) ? { input: world.uniqueName() } : {};
  if (!history.hasEnded && fate < 0.25) {
    const state = random.pick(["SUCCEEDED", "FAILED", "CANCELLED"] as const);
    return { kind: "end", state, cancelsInFlight: random.chance(0.4) };
  }
  if (fate < 0.35) return { kind: "resume", input: world.uniqueName() };
  if (fate < 0.55) {
    const open = taskIds.filter((taskId) => history.entry(taskId)?.state !== "SUCCEEDED");
    return { kind: "skip", taskId: random.pick(open.length > 0 && random.chance(0.9) ? open : taskIds) };
  }
  if (fate < 0.8) return { kind: "retry", tasks: [], reset: fate > 0.75, ...input, ...randomItems(world, fate > 0.75) };
  const reset = random.chance(0.5);
  const fits = taskIds.filter((taskId) => isFit(history.entry(taskId)?.state, reset));
  const from = fits.length > 0 && random.chance(0.9) ? fits : taskIds;
  const tasks = [...new Set(Array.from({ length: 1 + random.below(3) }, () => random.pick(from)))];
  return { kind: "retry", tasks, reset, ...input, ...randomItems(world, reset) };
}

function randomItems({ random }: World, reset: boolean): { readonly items?: "FAILED_ITEMS" | "ALL_ITEMS" } {
  return reset || random.chance(0.6) ? {} : { items: random.pick(["FAILED_ITEMS", "ALL_ITEMS"]) };
}

function isFit(state: string | undefined, reset: boolean): boolean {
  return reset ? state === "SUCCEEDED" || state === "FAILED" : state === "FAILED" || state === "CANCELLED";
}
