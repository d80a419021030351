/**
 * A caller that repeats what passes: the same request, until there is an answer.
 */
import { type Engine, EngineError } from "../../../src/engine/index.js";
import { isPassing, type Service } from "../world/service.js";
import type { World } from "../world/world.js";

const RETRY_MS = 2_000;

/** What the engine answered, or the reason for which it refused. */
export type Verdict<Answer> = { readonly answer: Answer } | { readonly refused: EngineError };

/** Repeats until the engine answers or refuses for good; `gone` = nobody waits any more. */
export async function insist<Answer>(
  world: World,
  service: Service,
  perform: (engine: Engine) => Promise<Answer>,
  gone: () => boolean = () => false,
): Promise<Verdict<Answer> | undefined> {
  while (!gone()) {
    try {
      return { answer: await service.call(perform) };
    } catch (error) {
      if (!isPassing(error)) {
        if (error instanceof EngineError) return { refused: error };
        throw error;
      }
    }
    await world.wait(RETRY_MS * world.random.next());
  }
  return undefined;
}
