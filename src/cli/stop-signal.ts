/**
 * SIGTERM and SIGINT: the first asks for an orderly end, the second ends the process at once. What happens to npx, where
 * it started the process, counts as what happens to the process.
 */
import { EXIT, type ExitCode } from "./exit-code.js";
import { watchLauncher } from "./launcher.js";

export interface StopSignal {
  /** Aborted by the first signal. */
  readonly signal: AbortSignal;
  /** What to exit with where the work was not done when the signal came; undefined as long as none came. */
  exitCode(): ExitCode | undefined;
  /** From now on the signals do what they do by default. */
  release(): void;
}

/** npm hands a terminal's SIGINT on to commands that have got it already: what follows so soon is the same one. */
const SAME_SIGNAL_MS = 300;

export function onStopSignal(): StopSignal {
  const stopping = new AbortController();
  let code: ExitCode | undefined;
  let first = 0;
  const stop = (name: NodeJS.Signals): void => {
    const own = name === "SIGINT" ? EXIT.interrupted : EXIT.terminated;
    if (code === undefined) {
      code = own;
      first = performance.now();
      stopping.abort();
    } else if (performance.now() - first > SAME_SIGNAL_MS) {
      process.exit(own);
    }
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  const forget = watchLauncher(process.env, (how) => {
    if (how === "stopped") stop("SIGTERM");
    else process.exit(EXIT.terminated);
  });
  return {
    signal: stopping.signal,
    exitCode: () => code,
    release() {
      process.off("SIGINT", stop);
      process.off("SIGTERM", stop);
      forget();
    },
  };
}
