/**
 * What the engine takes from the world beside its store: time, timers and randomness. Given from outside, so that a
 * simulation decides them.
 */
import { randomBytes, randomUUID } from "node:crypto";
import type { Stepwise } from "../core/definition/stepwise.js";

export interface Environment {
  /** Milliseconds that only grow; no relation to any calendar. */
  monotonic(): number;
  /** Calls back once after at least `delayMs`; the result cancels it. */
  setTimer(delayMs: number, callback: () => void): () => void;
  /** Calls back once what is under way has been answered. */
  defer(callback: () => void): void;
  /** 0 ≤ x < 1 */
  random(): number;
  /** Random bits as text, for claim tokens. */
  randomBits(): string;
  /** A random id, unique for ever. */
  uniqueId(): string;
}

/** Whatever else waits comes first. */
export function pause(environment: Environment): Promise<void> {
  return new Promise((resolve) => environment.defer(resolve));
}

/** Does it with each, in their order; whatever else waits comes first once that has taken so long. */
export async function withPauses<One>(
  environment: Environment,
  busyMs: number,
  all: Iterable<One>,
  act: (one: One) => Promise<void> | void,
): Promise<void> {
  let began = environment.monotonic();
  for (const one of all) {
    await act(one);
    if (environment.monotonic() - began < busyMs) continue;
    await pause(environment);
    began = environment.monotonic();
  }
}

/** Does the work, with everything else that waits in its pauses. */
export async function inSteps<Result>(environment: Environment, work: Stepwise<Result>): Promise<Result> {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
    await pause(environment);
  }
}

/** The real world. Its timers do not keep a process alive. */
export const realEnvironment: Environment = {
  monotonic: () => performance.now(),
  setTimer(delayMs, callback) {
    // Timers hold at most 2^31 - 1 ms; who waits longer is called early and looks again.
    const timer = setTimeout(callback, Math.min(Math.max(delayMs, 0), 2_147_483_647));
    timer.unref();
    return () => clearTimeout(timer);
  },
  defer: (callback) => void setImmediate(callback),
  random: Math.random,
  randomBits: () => randomBytes(9).toString("base64url"),
  uniqueId: randomUUID,
};
