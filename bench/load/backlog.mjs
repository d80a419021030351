/**
 * Load: flows of tasks that wait for nothing, taken by one executor of the package: at once in a system that is empty, or
 * from a backlog that nobody has taken from.
 */
import { Client } from "lazyengine/client";
import { IdleExecutors } from "./idle-executors.mjs";
import { loadProcess } from "./load-process.mjs";
import { parallel } from "./shapes.mjs";
import { specOf } from "./spec-of.mjs";

const TYPE = "waiting";
/** However long a large definition takes: that is what is measured, or does not count. */
const LARGE_RUN_MS = 600_000;

await loadProcess(async ({ address, slots }) => {
  const client = new Client({ address, deadlineMs: LARGE_RUN_MS });
  /** The flows of the backlog in the order in which they are to be taken from. */
  let order = [];
  const executing = (onTask) => new IdleExecutors({ clients: [client], type: TYPE, slots, onTask });
  const steps = {
    /** An executor waits, then a flow of `size` is run. */
    async empty({ size }) {
      const clock = new Clock(size);
      const executors = await executing(() => clock.tick()).start();
      const done = executors.done(size);
      await client.run(specOf(parallel(size), TYPE));
      await done;
      await executors.stop();
      return { perSecond: clock.perSecond };
    },
    /** Runs a flow of `size` for each priority, one after the other. */
    async fill({ size, priorities }) {
      const spec = specOf(parallel(size), TYPE);
      const flows = [];
      for (const priority of priorities)
        flows.push({ flowId: (await client.run(spec, { priority })).flowId, priority });
      // Stable: of one priority the older flow comes first.
      order = flows.sort((a, b) => b.priority - a.priority).map(({ flowId }) => flowId);
    },
    /** An executor comes and takes `count`. The rate is that of the first `rated`. */
    async take({ count, rated }) {
      const clock = new Clock(rated);
      const received = [];
      let enough = () => undefined;
      const all = new Promise((resolve) => {
        enough = resolve;
      });
      const executors = executing(({ flowId }) => {
        clock.tick();
        received.push(flowId);
        if (received.length === count) enough();
      });
      await executors.start();
      await all;
      await executors.stop();
      return { perSecond: clock.perSecond, ...inOrder(received.slice(0, count), order) };
    },
  };
  return { run: ({ step, ...options }) => steps[step](options), close: async () => client.close() };
});

/** How many a second there were, from the first to the last of a number. */
class Clock {
  #count = 0;
  #first = 0;
  #last = 0;
  #rated;

  constructor(rated) {
    this.#rated = rated;
  }

  tick() {
    this.#count += 1;
    if (this.#count === 1) this.#first = performance.now();
    if (this.#count === this.#rated) this.#last = performance.now();
  }

  get perSecond() {
    return (this.#rated - 1) / ((this.#last - this.#first) / 1000);
  }
}

/** How many tasks came after one that ranks behind them, and from how many flows tasks came. */
function inOrder(received, order) {
  const rank = new Map(order.map((flowId, index) => [flowId, index]));
  let behind = 0;
  let misplaced = 0;
  for (const flowId of received) {
    const own = rank.get(flowId);
    if (own < behind) misplaced += 1;
    behind = Math.max(behind, own);
  }
  return { misplaced, flows: new Set(received).size };
}
