/**
 * Load: Run alone. Nobody takes the tasks.
 */
import { Client, flowSpecMessage } from "lazyengine/client";
import { BareInsert } from "./bare-insert.mjs";
import { inParallel } from "./in-parallel.mjs";
import { loadProcess } from "./load-process.mjs";
import { chainAndDiamond, fan } from "./shapes.mjs";
import { specOf } from "./spec-of.mjs";

const TYPE = "by-nobody";
/** However long a large definition takes: that is what is measured, or does not count. */
const LARGE_RUN_MS = 600_000;

await loadProcess(async ({ address, stored, bare }) => {
  const client = new Client({ address, deadlineMs: LARGE_RUN_MS });
  const comparing = stored === undefined ? undefined : new BareInsert(stored, bare);
  let number = 0;
  /** Each name makes another definition, which the server has not seen. */
  const newDefinition = (width) => {
    number += 1;
    return flowSpecMessage(specOf(fan(width), TYPE, `large-${process.pid}-${number}`));
  };
  const runs = {
    async large({ width }) {
      await client.run(newDefinition(width));
      return { count: width + 2 };
    },
    /** Then inserts again, bare, what that has stored. */
    async largeThenBare({ width }) {
      const spec = newDefinition(width);
      await comparing.begin();
      const runMs = await timed(() => client.run(spec));
      return { runMs, bareMs: await comparing.insertMs(`${number}`) };
    },
    /** Flows of a definition that is stored already, by name. */
    async registered({ count, callers }) {
      const definitionName = "registered";
      await client.putDefinition(specOf(chainAndDiamond(), TYPE, definitionName));
      const ms = await timed(() => inParallel(count, callers, () => client.run({ definitionName })));
      return { perSecond: count / (ms / 1000), count };
    },
  };
  return {
    run: ({ what, ...options }) => runs[what](options),
    async close() {
      client.close();
      await comparing?.close();
    },
  };
});

async function timed(act) {
  const begun = performance.now();
  await act();
  return performance.now() - begun;
}
