// Callers under load: each runs one flow after the other and waits for its end, over every restart of the server.
import { Client } from "../../src/client/index.js";
import type { SeededRandom } from "../core/seeded-random.js";
import type { History } from "./history.js";
import { randomFlow } from "./random-flow.js";

/** Longer than any fault, and than a server with too much to do lets a flow wait. */
const DEADLINE_MS = 180_000;

export interface Callers {
  /** Starts no further flow. Resolves with the ids of all when every one has ended. */
  finish(): Promise<readonly string[]>;
}

/** `prefix`: of the ids of the flows, where others start some too. */
export function startCallers(
  address: string,
  count: number,
  history: History,
  random: SeededRandom,
  prefix = "flow",
): Callers {
  const client = new Client({ address, deadlineMs: DEADLINE_MS });
  const flowIds: string[] = [];
  let finishing = false;
  const runFlows = async (): Promise<void> => {
    while (!finishing) {
      const flowId = `${prefix}-${flowIds.length}`;
      flowIds.push(flowId);
      const handle = await client.run(randomFlow(random), { flowId });
      history.record({ kind: "run", flowId });
      const { state } = await handle.wait();
      history.record({ kind: "end_seen", by: "flow", flowId, state });
    }
  };
  const all = Promise.all(Array.from({ length: count }, runFlows));
  return {
    async finish() {
      finishing = true;
      await all;
      client.close();
      return flowIds;
    },
  };
}
