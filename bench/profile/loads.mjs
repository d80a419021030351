/**
 * What is profiled: a load that is set up on a server, run once to warm it, then recorded.
 */
const SLOTS = 64;

/** `run` resolves to how many completions there were. */
export const LOADS = {
  chain: {
    what: "a chain of 1,000 by stream, one executor",
    start: async (stage, address) => {
      const load = await stage.load("load/chain-by-stream.mjs", { address });
      return { pid: load.pid, run: async () => 1 + (await load.run({ length: 1_000 })).length };
    },
  },
  unary: {
    what: "a chain of 1,000 by WatchReadyTasks and TaskComplete",
    start: async (stage, address) => {
      const load = await stage.load("load/chain-by-unary.mjs", { watchAddress: address, completeAddress: address });
      return { pid: load.pid, run: async () => 1 + (await load.run({ length: 1_000 })).length };
    },
  },
  "many-flows": {
    what: "500 flows of a chain of four and a diamond, 64 slots, from the first Run",
    start: async (stage, address) => {
      const load = await stage.load("load/flows.mjs", { addresses: [address], slots: SLOTS });
      const options = { shape: "chainAndDiamond", count: 500, callers: 64 };
      return { pid: load.pid, run: async () => 10 * (await load.run(options)).flowIds.length };
    },
  },
  fan: gated("1 → 10,000 → 1, 64 slots", { shape: "fan", size: 10_000 }),
  layered: gated("a layered flow of 20,000 tasks, 64 slots", { shape: "layered", size: 20_000, more: [100, 1] }),
  "run-stored": running("Run of a stored definition of ten tasks, 64 callers", {
    what: "registered",
    count: 3_000,
    callers: 64,
  }),
  "run-large": running("Run of a new definition of 10,000 tasks, per task", { what: "large", width: 9_998 }),
  "long-chain": gated("a chain of 5,000, one at a time", { shape: "chain", size: 5_000 }),
};

/** Run alone: `run` resolves to how many flows, or tasks. */
function running(what, options) {
  return {
    what,
    start: async (stage, address) => {
      const load = await stage.load("load/run-flows.mjs", { address });
      return { pid: load.pid, run: async () => (await load.run(options)).count };
    },
  };
}

/** Only the completions: the flow was run before. */
function gated(what, options) {
  return {
    what,
    start: async (stage, address) => {
      const load = await stage.load("load/gated-flows.mjs", { address, slots: SLOTS });
      let tasks = 0;
      const prepare = async () => {
        ({ tasks } = await load.run({ step: "begin", ...options }));
      };
      const run = async () => {
        await load.run({ step: "go", atOnce: 1 });
        return tasks;
      };
      return { pid: load.pid, prepare, run };
    },
  };
}
