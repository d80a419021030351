/**
 * A completion counts once, however often it is carried out, by whichever process: all other answers to it are repeats.
 */
import type { CallHistory } from "../world/call-history.js";
import type { World } from "../world/world.js";
import type { Histories } from "./histories.js";
import { incarnationOf } from "./revisions.js";

/** Gives how many completions that were acknowledged came more than once. */
export function expectCountedOnce(world: World, { completions }: CallHistory, histories: Histories): number {
  const times = new Map<string, number>();
  const counted = new Set<string>();
  const acknowledged = new Set<string>();
  for (const { request, answer } of completions) {
    const { flowId, taskId, requestId } = request;
    const name = `${flowId}/${taskId}: request ${requestId}`;
    times.set(name, (times.get(name) ?? 0) + 1);
    if (answer === undefined || answer instanceof Error) continue;
    acknowledged.add(name);
    if (answer.replayed) continue;
    const { revision } = answer.flow;
    const inRun = `${name} of ${incarnationOf(revision)}`;
    const history = histories.at(flowId, revision);
    // Of what has begun anew, and of what was tried very often, it is forgotten what was done before.
    const mayForget = history?.mayForget(taskId) === true || (history?.entry(taskId)?.attempt ?? 0) > 10;
    if (counted.has(inRun) && !mayForget) world.breaks(`${name} has counted twice`);
    counted.add(inRun);
  }
  return [...acknowledged].filter((name) => (times.get(name) ?? 0) > 1).length;
}
