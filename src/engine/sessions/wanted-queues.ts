/**
 * The queues that a session takes from: what it names, for each kind of work item that it wants.
 */
import { evaluationQueue, revertQueue } from "../../core/definition/evaluation.js";
import type { SessionRequest } from "../requests.js";
import type { WorkKind } from "../values.js";

export function wantedQueues({ queues, kinds = [] }: Pick<SessionRequest, "queues" | "kinds">): readonly string[] {
  const named = [...new Set(queues)];
  const wants = (kind: WorkKind) => kinds.length === 0 || kinds.includes(kind);
  return [
    ...(wants("EXECUTE") ? named : []),
    ...(wants("REVERT") ? named.map(revertQueue) : []),
    ...(wants("EVALUATE") ? named.map(evaluationQueue) : []),
  ];
}
