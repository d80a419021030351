/**
 * The stores that the engine's tests run on, with as many engines as a test wants; everything is stopped at its end.
 */
import { onTestFinished } from "vitest";
import type { FlowState } from "../../src/core/state/states.js";
import { createEngine, type EngineOptions } from "../../src/engine/create-engine.js";
import type { Engine, EngineEvent } from "../../src/engine/index.js";
import { createMemoryStore } from "../../src/store/memory/memory-store.js";
import { createMongoStore } from "../../src/store/mongo/mongo-store.js";
import type { Store } from "../../src/store/store.js";
import { testDatabase } from "../mongod/database.js";

export interface StoreUnderTest {
  readonly name: string;
  /** Opens the store as one more process would: every call gives a connection of its own to the same data. */
  make(): () => Store;
}

export const STORES: readonly StoreUnderTest[] = [
  {
    name: "memory",
    make: () => {
      const store = createMemoryStore();
      return () => store;
    },
  },
  {
    name: "MongoDB",
    make: () => {
      const { uri, dbName } = testDatabase();
      return () => createMongoStore({ uri, database: dbName });
    },
  },
];

export interface StartedEngine {
  readonly engine: Engine;
  readonly store: Store;
  readonly events: EngineEvent[];
  /** Stops it now and not only at the end of the test. */
  stop(): Promise<void>;
}

/** Stopped when the test ends. */
export async function startEngine(store: Store, options: Partial<EngineOptions> = {}): Promise<StartedEngine> {
  const events: EngineEvent[] = [];
  const engine = await createEngine({ store, onEvent: (event) => void events.push(event), ...options });
  let stopping: Promise<void> | undefined;
  const stop = () => {
    stopping ??= engine.stop(500).then(() => store.close());
    return stopping;
  };
  onTestFinished(stop);
  return { engine, store, events, stop };
}

export function startEngines(
  open: () => Store,
  count: number,
  options: Partial<EngineOptions> = {},
): Promise<StartedEngine[]> {
  return Promise.all(Array.from({ length: count }, () => startEngine(open(), options)));
}

/** The state that the flow ends in; a large one gives its verdict a moment after its last task. */
export async function endOf(engine: Engine, flowId: string): Promise<FlowState> {
  let state: FlowState = "PENDING";
  for await (const frame of engine.watchFlow({ flowId })) if (frame.kind === "update") state = frame.flow.state;
  return state;
}
