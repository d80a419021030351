/**
 * Stopping on the signals that stop a process.
 */
import type { DrainOptions, Executor } from "./executor.js";

export interface DrainOnSignalsOptions extends DrainOptions {
  /** Default: SIGTERM and SIGINT. */
  readonly signals?: readonly NodeJS.Signals[];
  /** Called when all have stopped: the place to close the client. What it throws ends the process. */
  readonly onDrained?: () => void;
}

/**
 * Drains the executors on the first of the signals; a second one ends the process as if nothing had been asked for. The
 * process exits by itself where nothing else keeps it. Gives a function that takes the wish back.
 */
export function drainOnSignals(executors: readonly Executor[], options: DrainOnSignalsOptions = {}): () => void {
  const signals = options.signals ?? ["SIGTERM", "SIGINT"];
  const forget = (): void => {
    for (const signal of signals) {
      process.removeListener(signal, onSignal);
    }
  };
  const onSignal = (): void => {
    forget();
    Promise.all(executors.map((executor) => executor.drain(options))).then(() => options.onDrained?.(), rethrow);
  };
  for (const signal of signals) {
    process.once(signal, onSignal);
  }
  return forget;
}

function rethrow(error: unknown): never {
  throw error;
}
