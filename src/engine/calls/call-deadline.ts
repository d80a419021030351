/**
 * What answers a call before its deadline where the store does not.
 */
import type { CallContext } from "../engine.js";
import { EngineError } from "../engine-error.js";
import type { Environment } from "../environment.js";

/** The share of its time that is left when a call is answered without the store, and the most of it. */
const MARGIN_SHARE = 0.1;
const MARGIN_MS_MAX = 500;

/**
 * What the call resolves or rejects with; STORE_UNAVAILABLE a little before its deadline where the store, which is all
 * that such a call waits for, has not answered by then. The work itself goes on.
 */
export function answeredInTime<Response>(
  response: Promise<Response>,
  call: CallContext,
  environment: Environment,
): Promise<Response> {
  const left = untilAnswered(call, environment);
  // Without a deadline it takes as long as it takes; what comes too late is told so by the queue that it is in.
  if (left <= 0) return response;
  return new Promise((resolve, reject) => {
    const cancel = environment.setTimer(left, () => reject(notAnswered()));
    response.then(resolve, reject).finally(cancel);
  });
}

/** How long until a call is answered without the store; 0 or less where it has no deadline, or that has passed. */
export function untilAnswered({ deadline }: CallContext, environment: Environment): number {
  const left = deadline === undefined ? 0 : deadline - environment.monotonic();
  return left - Math.min(MARGIN_MS_MAX, left * MARGIN_SHARE);
}

function notAnswered(): EngineError {
  const message = "the store has not answered within the call's deadline; the outcome is unknown, repeat the request";
  return new EngineError("STORE_UNAVAILABLE", message);
}
