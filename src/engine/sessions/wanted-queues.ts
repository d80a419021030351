/**
 * The queues that a session takes from: what it names, for each kind of work item that it wants.
 */
import { evaluationQueue } from "../../core/definition/evaluation.js";
import type { SessionRequest } from "../requests.js";

export function wantedQueues({ queues, kinds = [] }: Pick<SessionRequest, "queues" | "kinds">): readonly string[] {
  const named = [...new Set(queues)];
  const wants = (kind: "EXECUTE" | "EVALUATE") => kinds.length === 0 || kinds.includes(kind);
  return [...(wants("EXECUTE") ? named : []), ...(wants("EVALUATE") ? named.map(evaluationQueue) : [])];
}
