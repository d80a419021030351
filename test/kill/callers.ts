// Callers under load: each runs one flow after the other and waits for its end, over every restart of the server.
import { Client, type FlowSpec } from "../../src/client/index.js";
import type { SeededRandom } from "../core/seeded-random.js";
import type { History } from "./history.js";
import { QUEUES, randomFlow } from "./random-flow.js";

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
      await runFlow(client, history, flowId, randomFlow(random));
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

/**
 * One who comes just now, on a connection of his own, with a task that can be handed over at once: callers of before may
 * still wait to try again, after a server that was away. Resolves when his flow has ended.
 */
export async function newCaller(address: string, history: History, flowId: string): Promise<void> {
  const client = new Client({ address, deadlineMs: DEADLINE_MS });
  await runFlow(client, history, flowId, { name: "new", tasks: [{ name: "t0", type: QUEUES[0] ?? "" }] });
  client.close();
}

async function runFlow(client: Client, history: History, flowId: string, flow: FlowSpec): Promise<void> {
  history.record({ kind: "asked", flowId, flow });
  const handle = await client.run(flow, { flowId });
  history.record({ kind: "run", flowId });
  const { state } = await handle.wait();
  history.record({ kind: "end_seen", by: "flow", flowId, state });
}
