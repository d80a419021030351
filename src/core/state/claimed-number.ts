/**
 * Which entry a claim is of: a task's own, or that of the item of kind EVALUATE about it.
 */
import type { Segment } from "./segment.js";
import { keepsToken } from "./task-id.js";

/** By a task's id and the token of the claim; without a token the task's own. */
export function numberOfClaim(segment: Segment, taskId: string, token: string | undefined): number | undefined {
  const number = segment.numberOf(taskId);
  const item = token === undefined || number === undefined ? undefined : segment.control?.itemOf(number);
  return item !== undefined && keepsToken(segment.entry(item), token) ? item : number;
}
