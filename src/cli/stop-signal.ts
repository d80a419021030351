/**
 * SIGTERM and SIGINT: the first asks for an orderly end, the second ends the process at once.
 */
import { EXIT, type ExitCode } from "./exit-code.js";

export interface StopSignal {
  /** Aborted by the first signal. */
  readonly signal: AbortSignal;
  /** What to exit with where the work was not done when the signal came; undefined as long as none came. */
  exitCode(): ExitCode | undefined;
  /** From now on the signals do what they do by default. */
  release(): void;
}

export function onStopSignal(): StopSignal {
  const stopping = new AbortController();
  let code: ExitCode | undefined;
  const stop = (name: NodeJS.Signals): void => {
    const own = name === "SIGINT" ? EXIT.interrupted : EXIT.terminated;
    if (code !== undefined) process.exit(own);
    code = own;
    stopping.abort();
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  return {
    signal: stopping.signal,
    exitCode: () => code,
    release() {
      process.off("SIGINT", stop);
      process.off("SIGTERM", stop);
    },
  };
}
