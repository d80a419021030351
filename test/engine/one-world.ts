/**
 * Engines on one memory store in one virtual time; all stopped at the end.
 */
import { createEngine, type Engine, type EngineEvent } from "../../src/engine/index.js";
import { createMemoryStore } from "../../src/store/memory/memory-store.js";
import type { Store } from "../../src/store/store.js";
import { VirtualTime } from "./virtual-time.js";

export interface World {
  readonly time: VirtualTime;
  readonly store: Store;
  /** On the world's store, or on it as this engine is to see it. */
  start(seen?: Store, onEvent?: (event: EngineEvent) => void): Promise<Engine>;
}

/** `begin`: what time it is there, milliseconds since the epoch. */
export async function inOneWorld(body: (world: World) => Promise<void>, begin?: number): Promise<void> {
  const time = new VirtualTime(begin);
  const store = createMemoryStore({ now: time.now });
  const engines: Engine[] = [];
  const start: World["start"] = async (seen = store, onEvent = () => undefined) => {
    const engine = await createEngine({ store: seen, environment: time.environment(), onEvent });
    engines.push(engine);
    return engine;
  };
  try {
    await body({ time, store, start });
  } finally {
    const stopping = Promise.all(engines.map((engine) => engine.stop(0)));
    await time.advance(1);
    await Promise.race([stopping, time.advance(1)]);
  }
}
