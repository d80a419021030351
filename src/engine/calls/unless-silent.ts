/**
 * Reads what a caller sends while it holds one of a few places, and gives up where it keeps that place waiting for too
 * long: by sending nothing, or next to nothing again and again.
 */
import { LIMITS } from "../../core/limits.js";
import { EngineError } from "../engine-error.js";
import type { Environment } from "../environment.js";
import type { ImportDefinitionRequest } from "../requests.js";
import type { TaskDefinition } from "../values.js";

/** What has been taken in of an import so far. */
interface Intake {
  readonly size: number;
  readonly byteLength: number;
}

/**
 * The tasks as they come. Throws OVERLOADED where they have been waited for longer than `LIMITS.importSilenceMs`, of which
 * each task and each KiB that is taken in gives back `LIMITS.importRefillMs`. Time in which the caller is kept waiting
 * does not count.
 */
export async function* unlessSilent(
  environment: Environment,
  { tasks, heldBackMs = () => 0 }: ImportDefinitionRequest,
  intake: Intake,
): AsyncGenerator<readonly TaskDefinition[]> {
  const frames = tasks[Symbol.asyncIterator]();
  /** How long the caller has not sent what it could have sent; milliseconds since any moment. */
  const idle = () => environment.monotonic() - heldBackMs();
  let leftMs: number = LIMITS.importSilenceMs;
  try {
    for (;;) {
      const until = idle() + leftMs;
      const next = await orSilence(environment, frames.next(), () => until - idle());
      if (next.done === true) return;
      leftMs = until - idle();
      const before = amount(intake);
      yield next.value;
      leftMs = Math.min(LIMITS.importSilenceMs, leftMs + LIMITS.importRefillMs * (amount(intake) - before));
    }
  } finally {
    // One that is still waited for may never come: nobody waits for it here.
    frames.return?.().catch(() => undefined);
  }
}

/** In tasks and KiB: tasks alone would end an import of few large ones, and bytes alone one of many small ones. */
function amount({ size, byteLength }: Intake): number {
  return size + byteLength / 1024;
}

function orSilence<Next>(environment: Environment, next: Promise<Next>, leftMs: () => number): Promise<Next> {
  return new Promise((resolve, reject) => {
    const wait = () => environment.setTimer(Math.max(1, leftMs()), giveUp);
    const giveUp = () => {
      if (leftMs() > 0) cancel = wait();
      else reject(silent());
    };
    let cancel = wait();
    next.then(resolve, reject).finally(() => cancel());
  });
}

function silent(): EngineError {
  const { importSilenceMs, importRefillMs } = LIMITS;
  const more = `beyond ${importRefillMs} ms for each task and each KiB that came`;
  const text = `tasks were waited for ${importSilenceMs} ms, ${more}: others wait for their import`;
  return new EngineError("OVERLOADED", text, {
    metadata: { limit: "import_silence", value: `${importSilenceMs} ms` },
    retryAfterMs: 1000,
  });
}
