/**
 * Lists may have to look at all that a namespace has, for a caller who has long left: they are made for few at once, and each
 * for no longer than its answer is wanted.
 */
import { ReadTooLong } from "../../store/store-errors.js";
import { queueFull } from "../commit/queue-bound.js";
import type { CallContext } from "../engine.js";
import { EngineError } from "../engine-error.js";
import type { Machinery } from "../machinery.js";
import { untilAnswered } from "./call-deadline.js";

/** The most that one list may take of the store. */
const LIST_MS = 10_000;
/** The share of its time after which a call is told of that, before it is told that the store does not answer. */
const SHARE = 0.9;

/**
 * `list` is given how many milliseconds it may take. Rejects with OVERLOADED where too many others are made or wait, or where
 * its turn does not come in time; with DEADLINE_EXCEEDED where `list` throws ReadTooLong.
 */
export async function listInTurn<Result>(
  { lists, environment }: Machinery,
  namespace: string,
  call: CallContext,
  list: (withinMs: number) => Promise<Result>,
): Promise<Result> {
  const isEndless = call.deadline === undefined;
  const left = isEndless ? Number.POSITIVE_INFINITY : Math.max(0, SHARE * untilAnswered(call, environment));
  const end = environment.monotonic() + left;
  const late = new AbortController();
  const cancel = isEndless ? () => undefined : environment.setTimer(left, () => late.abort());
  const signal = call.signal === undefined ? late.signal : AbortSignal.any([call.signal, late.signal]);
  let withinMs = LIST_MS;
  const begin = () => {
    withinMs = Math.min(LIST_MS, Math.max(1, end - environment.monotonic()));
    return list(withinMs);
  };
  try {
    return await lists.during(namespace, begin, signal);
  } catch (error) {
    if (error instanceof ReadTooLong) throw tookTooLong(withinMs, error);
    const isLate = late.signal.aborted && call.signal?.aborted !== true;
    if (isLate && error instanceof EngineError && error.reason === "CANCELLED")
      throw queueFull("lists_at_once", lists.size);
    throw error;
  } finally {
    cancel();
  }
}

function tookTooLong(ms: number, cause: ReadTooLong): EngineError {
  const within = `the list was not found within ${Math.floor(ms)} ms`;
  return new EngineError(
    "DEADLINE_EXCEEDED",
    `${within}, as too many flows have to be looked at: list those between create_time_after and create_time_before`,
    { retryAfterMs: 1000, cause },
  );
}
