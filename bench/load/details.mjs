/**
 * Load: GetFlowDetails, one call after the other.
 */
import { Client } from "lazyengine/client";
import { quantile } from "../figures.mjs";
import { loadProcess } from "./load-process.mjs";

const PAGE = 100;

await loadProcess(async ({ address }) => {
  const client = new Client({ address });
  /** By flow: where its pages begin. */
  const pageTokens = new Map();
  const steps = {
    async summary({ flowId, calls }) {
      return { p50: await medianOf(calls, () => client.getFlowDetails(flowId)) };
    },
    /** Pages of 100 tasks with all that is known of them, from all over the flow. */
    async page({ flowId, calls }) {
      if (!pageTokens.has(flowId)) pageTokens.set(flowId, await tokensOf(client, flowId));
      const tokens = pageTokens.get(flowId);
      // The steps have no common divisor with the number of pages of a round size.
      const tokenOf = (call) => tokens[(call * 37) % tokens.length];
      const page = async (call) => {
        const { tasks } = await client.getFlowDetails(flowId, {
          view: "FULL",
          pageSize: PAGE,
          pageToken: tokenOf(call),
        });
        if (tasks.length === 0) throw new Error(`an empty page of ${flowId}`);
      };
      return { p50: await medianOf(calls, page) };
    },
  };
  return { run: ({ step, ...options }) => steps[step](options), close: async () => client.close() };
});

async function tokensOf(client, flowId) {
  const tokens = [];
  for (let token = ""; ; ) {
    tokens.push(token);
    const { nextPageToken } = await client.getFlowDetails(flowId, { view: "TASKS", pageSize: PAGE, pageToken: token });
    if (nextPageToken === "") return tokens;
    token = nextPageToken;
  }
}

async function medianOf(calls, act) {
  const latencies = [];
  for (let call = 0; call < calls; call += 1) {
    const begun = performance.now();
    await act(call);
    latencies.push(performance.now() - begun);
  }
  return quantile(latencies, 0.5);
}
