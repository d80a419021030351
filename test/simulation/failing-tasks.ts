/**
 * What tasks fail with, and which of that their policies do not try again. Both are drawn by generators of their own; only
 * in some worlds executors bring such failures (`world/extras.ts`).
 */
import type { FlowDefinition, RetryPolicy, TaskDefinition } from "../../src/core/definition/definition.js";
import type { Failure } from "../../src/core/state/failure.js";
import { type SeededRandom, seededRandom } from "../core/seeded-random.js";
import type { SimulatedFlow } from "./workload.js";

/** A policy may name the first two; the others are always tried again. */
const TYPES = ["Final", "Broken", "Passing", "E"] as const;
const NAMED: readonly (readonly string[])[] = [[], ["Final"], ["Broken", "Final"], ["Broken", "Never"]];

/** What failed with this is not to be tried again, whatever tries are left. */
export function isFinalFailure(
  policy: RetryPolicy | undefined,
  failure: Pick<Failure, "type" | "retryable"> | undefined,
): boolean {
  if (failure === undefined) return false;
  return !failure.retryable || policy?.nonRetryableTypes.includes(failure.type) === true;
}

/** `seed`: of the flow's graph. Tasks that are tried more than once may name types that end them at once. */
export function withFinalTypes(seed: number, task: TaskDefinition): TaskDefinition {
  const { retry, name } = task;
  if (retry === undefined || retry.maxAttempts === 1) return task;
  return { ...task, retry: { ...retry, nonRetryableTypes: randomOf(seed, name).pick(NAMED) } };
}

/** The policy by which a task is tried again. */
export function policyOf({ defaultRetry }: FlowDefinition, task: TaskDefinition | undefined): RetryPolicy | undefined {
  return task?.retry ?? defaultRetry;
}

/** What a try of a task fails with; the same whoever brings it. Items of lists are tried again by other rules. */
export function failureOf({ graph, control }: SimulatedFlow, taskId: string, tries: number): Failure {
  const message = `try ${tries}`;
  if (control !== undefined) return { type: "E", message, retryable: true, causes: [] };
  const random = randomOf(graph.seed, `${taskId} ${tries}`);
  return { type: random.pick(TYPES), message, retryable: !random.chance(0.1), causes: [] };
}

function randomOf(seed: number, text: string): SeededRandom {
  let hash = seed;
  for (const character of text) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 2_147_483_647;
  return seededRandom(hash);
}
