/**
 * What follows from the server's verdict on an outcome or a release.
 */
import { fullJitterMs } from "../backoff.js";
import type { LazyEngineError } from "../lazy-engine-error.js";
import type { TaskOutcome } from "../requests.js";
import { mayPass } from "../retrying-call.js";
import { refusal } from "./failure-of-error.js";
import type { OutboxItem } from "./outbox.js";

/**
 * `done`: recorded. `again`: the same once more, a little later. `instead`: the task is failed, since its outcome can
 * never be recorded. `give back`: not even that can. `dropped`: the claim is over, nobody wants the outcome.
 */
export type Judgement =
  | { readonly kind: "done" }
  | { readonly kind: "again"; readonly delayMs: number }
  | { readonly kind: "instead"; readonly outcome: TaskOutcome; readonly error: LazyEngineError }
  | { readonly kind: "give back"; readonly error: LazyEngineError }
  | { readonly kind: "dropped"; readonly error: LazyEngineError };

const AGAIN_INITIAL_MS = 100;
const AGAIN_MAX_MS = 10_000;
/** A fault of the server may pass; one that does not is treated as a refusal. */
const MAX_INTERNAL_TRIES = 5;

export function judge(item: OutboxItem, error: LazyEngineError | undefined): Judgement {
  if (error === undefined) {
    return { kind: "done" };
  }
  if (mayPass(error) || (error.code === "INTERNAL" && item.tries < MAX_INTERNAL_TRIES)) {
    const delayMs = (error.retryAfterMs ?? 0) + fullJitterMs(item.tries, AGAIN_INITIAL_MS, AGAIN_MAX_MS);
    return { kind: "again", delayMs };
  }
  const { completion } = item;
  if (completion === undefined || error.code === "FAILED_PRECONDITION" || error.code === "NOT_FOUND") {
    return { kind: "dropped", error };
  }
  const { outcome } = completion;
  if (outcome.case === "failure" && outcome.value.type === "OUTCOME_REFUSED") {
    return { kind: "give back", error };
  }
  const message = `${error.reason || error.code}: ${error.message}`;
  return { kind: "instead", outcome: { failure: refusal(message) }, error };
}
