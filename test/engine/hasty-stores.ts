/**
 * The stores for tests that mostly wait, as for what is told anew after seconds: on the memory store, whose clock is
 * given from outside, all time passes faster; on MongoDB, which has its own, it passes as it is.
 */
import { type Environment, realEnvironment } from "../../src/engine/environment.js";
import { createMemoryStore } from "../../src/store/memory/memory-store.js";
import type { Store } from "../../src/store/store.js";
import { STORES } from "./stores.js";

/** More would leave too little of a process's lease on a busy machine: 15 s of it are 3 s here. */
const TIMES_FASTER = 5;

/** A store, and the time that its engines live in. */
export interface HastyStore {
  /** Opens the store as one more process would. */
  open(): Store;
  readonly environment: Environment;
}

export const HASTY_STORES: readonly { readonly name: string; make(): HastyStore }[] = STORES.map(({ name, make }) => ({
  name,
  make: () => (name === "memory" ? inHaste() : { open: make(), environment: realEnvironment }),
}));

function inHaste(): HastyStore {
  const begin = Date.now();
  const monotonic = () => performance.now() * TIMES_FASTER;
  const store = createMemoryStore({ now: () => Math.round(begin + monotonic()) });
  const setTimer: Environment["setTimer"] = (delayMs, callback) =>
    realEnvironment.setTimer(delayMs / TIMES_FASTER, callback);
  return { open: () => store, environment: { ...realEnvironment, monotonic, setTimer } };
}
