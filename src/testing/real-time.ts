/**
 * The few things that take real time, as they were when this module was loaded: who puts fake timers in place of them
 * does not stop a test engine.
 */
const { setImmediate: immediate, setTimeout: timeout, clearTimeout: clear } = globalThis;

/** Milliseconds since some moment. */
export const realTime: () => number = performance.now.bind(performance);

/** Calls back once what is under way has been done. */
export function afterThisTurn(callback: () => void): void {
  immediate(callback);
}

/** Calls back once, after `delayMs`; the result cancels it. */
export function afterRealTime(delayMs: number, callback: () => void): () => void {
  const timer = timeout(callback, delayMs);
  return () => clear(timer);
}
