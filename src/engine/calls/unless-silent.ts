/**
 * Reads what a caller sends while it holds one of a few places, and gives up where it sends nothing for too long.
 */
import { LIMITS } from "../../core/limits.js";
import { EngineError } from "../engine-error.js";
import type { Environment } from "../environment.js";
import type { ImportDefinitionRequest } from "../requests.js";
import type { TaskDefinition } from "../values.js";

/**
 * The tasks as they come. Throws OVERLOADED where none comes for `LIMITS.importSilenceMs`; frames without a task do not
 * count, nor does the time in which the caller is kept waiting here.
 */
export async function* unlessSilent(
  environment: Environment,
  { tasks, isHeldBack = () => false }: ImportDefinitionRequest,
): AsyncGenerator<readonly TaskDefinition[]> {
  const frames = tasks[Symbol.asyncIterator]();
  let leftMs: number = LIMITS.importSilenceMs;
  try {
    for (;;) {
      const askedAt = environment.monotonic();
      const next = await orSilence(environment, frames.next(), leftMs, isHeldBack);
      if (next.done === true) return;
      leftMs = next.value.length > 0 ? LIMITS.importSilenceMs : leftMs - (environment.monotonic() - askedAt);
      yield next.value;
    }
  } finally {
    // One that is still waited for may never come: nobody waits for it here.
    frames.return?.().catch(() => undefined);
  }
}

function orSilence<Next>(
  environment: Environment,
  next: Promise<Next>,
  leftMs: number,
  isHeldBack: () => boolean,
): Promise<Next> {
  return new Promise((resolve, reject) => {
    const wait = (delayMs: number) => environment.setTimer(delayMs, giveUp);
    const giveUp = () => {
      if (isHeldBack()) cancel = wait(LIMITS.importSilenceMs);
      else reject(silent());
    };
    let cancel = wait(leftMs);
    next.then(resolve, reject).finally(() => cancel());
  });
}

function silent(): EngineError {
  const { importSilenceMs } = LIMITS;
  return new EngineError("OVERLOADED", `no task came for ${importSilenceMs} ms: others wait for their import`, {
    metadata: { limit: "import_silence", value: `${importSilenceMs} ms` },
    retryAfterMs: 1000,
  });
}
