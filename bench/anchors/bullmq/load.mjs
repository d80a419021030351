/**
 * Load: flows of the same shapes on BullMQ, added by a FlowProducer and done by one Worker whose processor does nothing.
 */
import { createRequire } from "node:module";
import { inParallel } from "../../load/in-parallel.mjs";
import { HandOvers, loadProcess } from "../../load/load-process.mjs";
import { INPUT } from "../../load/shapes.mjs";

const { FlowProducer, Worker } = createRequire(new URL("../../../.cache/bench/bullmq/", import.meta.url))("bullmq");
const QUEUE = "bench";

/** Flows as they are first added, and how many jobs there are in the end. */
const SHAPES = {
  chain: (length) => ({ flow: chain(length), jobs: length }),
  chainAndDiamond: () => ({ flow: job("top", [chain(4)]), jobs: 10 }),
  fan: (width) => ({ flow: job("first"), jobs: width + 2 }),
};

/** What the job of a name adds. */
const FANS = {
  top: () => job("bottom", jobs(4)),
  first: (width) => job("join", jobs(width)),
};

await loadProcess(async ({ port, slots }) => {
  const connection = { host: "127.0.0.1", port, maxRetriesPerRequest: null };
  const producer = new FlowProducer({ connection });
  let run = { handOvers: new HandOvers(), open: 0, done: () => undefined };
  const processor = async ({ name }) => {
    run.handOvers.received();
    // A flow of BullMQ is a tree towards its last job: what fans out is added by the job that comes before it.
    if (name in FANS) await producer.add(FANS[name](run.size));
    run.handOvers.completes();
    return 1;
  };
  const worker = new Worker(QUEUE, processor, { connection, concurrency: slots });
  worker.on("completed", () => {
    run.open -= 1;
    if (run.open === 0) run.done();
  });
  worker.on("failed", (_job, error) => {
    throw error;
  });
  await worker.waitUntilReady();
  return {
    /** From the first add to the completion of the last job. */
    async run({ shape, size, count = 1, callers = 1 }) {
      const { flow, jobs } = SHAPES[shape](size);
      run = { handOvers: new HandOvers(), open: count * jobs, size };
      const all = new Promise((resolve) => {
        run.done = resolve;
      });
      const begun = performance.now();
      await Promise.all([inParallel(count, callers, () => producer.add(flow)), all]);
      const seconds = (performance.now() - begun) / 1000;
      return { perSecond: (count * jobs) / seconds, latencies: run.handOvers.latencies };
    },
    async close() {
      await worker.close();
      await producer.close();
    },
  };
});

function job(name, children = []) {
  return { name, queueName: QUEUE, data: { input: INPUT }, children };
}

function jobs(count) {
  return Array.from({ length: count }, (_, index) => job(`m${index}`));
}

function chain(length) {
  let last = job("t0");
  for (let index = 1; index < length; index += 1) last = job(`t${index}`, [last]);
  return last;
}
