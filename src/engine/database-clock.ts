/**
 * The database's clock as this process knows it (rule L5): its monotonic clock plus a measured offset, never its wall
 * clock.
 */
import type { Store } from "../store/store.js";
import type { Environment } from "./environment.js";

export interface DatabaseClock {
  /** Milliseconds since the epoch, whole. */
  now(): number;
  /** Measures the offset anew; resolves to how far the two clocks have drifted apart since the last time, milliseconds. */
  measure(): Promise<number>;
}

export async function startDatabaseClock(store: Store, environment: Environment): Promise<DatabaseClock> {
  let { offset } = await measureOffset(store, environment);
  return {
    now: () => Math.round(environment.monotonic() + offset),
    async measure() {
      const measured = await measureOffset(store, environment);
      const drift = Math.abs(measured.offset - offset);
      // What is known may be right as far as this tells: a slow answer would only make it worse.
      if (drift <= measured.error) return 0;
      offset = measured.offset;
      return drift;
    },
  };
}

/** The database read its clock somewhere within the round trip: its middle is the best guess, half of it the error. */
async function measureOffset(store: Store, environment: Environment) {
  const before = environment.monotonic();
  const time = await store.readTime();
  const after = environment.monotonic();
  return { offset: time - (before + after) / 2, error: (after - before) / 2 };
}
