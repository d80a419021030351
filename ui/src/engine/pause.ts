// Pauses between tries: short first, twice as long with each that fails, never longer than ten seconds.

export const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;

export type Pause = (milliseconds: number, signal: AbortSignal) => Promise<void>;

export function longerPause(pauseMs: number): number {
  return Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
}

/** Over after the time, or at once where the signal says that nobody waits any more. */
export const pauseFor: Pause = (milliseconds, signal) =>
  new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener("abort", done);
    if (signal.aborted) done();
  });
