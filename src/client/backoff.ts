/**
 * Waiting between tries: exponential with full jitter, so that those who failed together do not come back together,
 * and given up as soon as nobody waits any more.
 */

/** The wait before the next try, in milliseconds: at random between 0 and `initialMs * 2^failures`, at most `maxMs`. */
export function fullJitterMs(failures: number, initialMs: number, maxMs: number): number {
  return Math.random() * Math.min(maxMs, initialMs * 2 ** Math.min(failures, 30));
}

/** Resolves after `ms`; rejects with the signal's reason as soon as it is aborted. */
export function wait(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) {
      reject(signal.reason);
      return;
    }
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    }, ms);
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}
