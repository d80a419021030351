/**
 * One step of one node, as it is stored: what may follow what.
 */
import { EXPRESSION_FAILED } from "../../../src/core/state/failure.js";
import type { NodeEntry } from "../../../src/core/state/node-entry.js";

const ENDED = new Set(["SUCCEEDED", "FAILED", "SKIPPED", "CANCELLED", "REVERTED", "REVERT_FAILED"]);

export interface RecordedAttempt {
  readonly attempt: number;
  readonly token: string | undefined;
  /** Absent while it is open, and for what is READY again and has not been claimed since. */
  readonly end: string | undefined;
  readonly outcomeDigest: string | undefined;
  readonly requestId: string | undefined;
}

/** The attempts that an entry tells of: the newest ten that are over, and the latest. */
export function attemptsOf(entry: NodeEntry): readonly RecordedAttempt[] {
  const over = (entry.history ?? []).map(({ attempt, token, end, outcomeDigest, requestId }) => ({
    attempt,
    token,
    end,
    outcomeDigest,
    requestId,
  }));
  if (entry.attempt === 0 || over.some(({ attempt }) => attempt === entry.attempt)) return over;
  const { attempt, claim, state, outcomeDigest, requestId } = entry;
  const end = ENDED.has(state) ? state : undefined;
  return [...over, { attempt, token: claim?.token, end, outcomeDigest, requestId }];
}

/** The attempts that ended in this step though their task is under way after it. */
export function passedIn(before: NodeEntry | undefined, after: NodeEntry): readonly number[] {
  if (ENDED.has(after.state)) return [];
  const hadEnded = new Set(before === undefined ? [] : endedOf(before));
  return endedOf(after).filter((attempt) => !hadEnded.has(attempt));
}

function endedOf(entry: NodeEntry): readonly number[] {
  return attemptsOf(entry).flatMap(({ attempt, outcomeDigest }) => (outcomeDigest === undefined ? [] : [attempt]));
}

/** Throws where the step breaks a promise. */
export function expectSoundStep(name: string, before: NodeEntry | undefined, after: NodeEntry): void {
  const fail = (what: string) => {
    throw new Error(`${name}: ${what}`);
  };
  if (before !== undefined) {
    // An item of a list is done once more with another try of its task.
    const isOver = ENDED.has(before.state) && after.each === undefined;
    if (isOver && after.state !== before.state) fail(`${before.state} became ${after.state}`);
    const isNewRound = after.rounds?.done !== before.rounds?.done;
    for (const field of ["tries", "losses"] as const) {
      // Each round has tries of its own; so has an item that begins once more with its task.
      const isNewItem = after.each !== undefined && before.state === "PENDING";
      if (field === "tries" && (isNewRound || isNewItem)) continue;
      if (after[field] < before[field]) fail(`${field} fell from ${before[field]} to ${after[field]}`);
    }
    for (const field of ["readyBy", "reachedTime"] as const) {
      const [was, is] = [before[field], after[field]];
      if (was !== undefined && String(was) !== String(is)) fail(`${field} changed from ${was} to ${is}`);
    }
  }
  expectSoundAttempts(name, before, after);
}

/**
 * Where a call has let the flow go on: what has succeeded, or was skipped by a caller, stays so unless something begins anew
 * by it. Throws where the step breaks a promise.
 */
export function expectKeptByCalls(
  name: string,
  before: NodeEntry | undefined,
  after: NodeEntry,
  resets: boolean,
): void {
  expectSoundAttempts(name, before, after);
  // An item of a list is done once more with its task.
  if (before === undefined || resets || after.each !== undefined || before.state === after.state) return;
  // What its edges ask was left open as the flow ended, and could not be evaluated now.
  if (before.drawn !== undefined && after.failure?.type === EXPRESSION_FAILED) return;
  const isSkipped = before.state === "SKIPPED" && before.skipReason === "REQUESTED";
  if (before.state === "SUCCEEDED" || isSkipped) throw new Error(`${name}: ${before.state} became ${after.state}`);
}

/** What holds of attempts also where a task is undone, or runs again with its scope. Throws where it does not. */
export function expectSoundAttempts(name: string, before: NodeEntry | undefined, after: NodeEntry): void {
  const fail = (what: string) => {
    throw new Error(`${name}: ${what}`);
  };
  if (before !== undefined) {
    if (after.attempt < before.attempt) fail(`attempt fell from ${before.attempt} to ${after.attempt}`);
    // One that was a flow goes on where that does: what the flow had ended with counts no more.
    const goesOn = after.child?.reopened !== before.child?.reopened ? before.attempt : undefined;
    expectKept(
      name,
      attemptsOf(before).filter(({ attempt }) => attempt !== goesOn),
      attemptsOf(after),
    );
  }
  const attempts = attemptsOf(after);
  const requests = attempts.flatMap(({ requestId }) => requestId ?? []);
  if (new Set(requests).size < requests.length) fail(`one request ended two attempts: ${requests.join(", ")}`);
  const oldest = attempts[0]?.attempt ?? after.attempt;
  for (let attempt = oldest; attempt < after.attempt; attempt += 1) {
    const record = attempts.find((one) => one.attempt === attempt);
    if (record?.end === undefined) fail(`attempt ${after.attempt} began before the end of ${attempt} was recorded`);
  }
}

/** An outcome, once recorded, stays as it was. */
function expectKept(name: string, before: readonly RecordedAttempt[], after: readonly RecordedAttempt[]): void {
  const oldest = after[0]?.attempt ?? 0;
  for (const was of before) {
    if (was.outcomeDigest === undefined || was.attempt < oldest) continue;
    const is = after.find(({ attempt }) => attempt === was.attempt);
    if (is?.outcomeDigest === was.outcomeDigest && is.requestId === was.requestId) continue;
    throw new Error(`${name}: the outcome of attempt ${was.attempt} changed`);
  }
}

/** Whether somebody holds a claim of it and has neither deferred it nor answered with a flow. */
export function isHeld({ state, claim, deferred, evaluation, child }: NodeEntry): boolean {
  const isWorkedOn = (state === "RUNNING" || state === "PAUSED" || state === "REVERTING") && evaluation === undefined;
  return isWorkedOn && claim !== undefined && deferred === undefined && child === undefined;
}
