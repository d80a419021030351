// One watch of the whole namespace, resumed over every restart: it must tell every end.
import { Client, isEnded } from "../../src/client/index.js";
import type { History } from "./history.js";

export interface NamespaceWatch {
  /** Resolves when the end of each of the flows was told. */
  seen(flowIds: readonly string[]): Promise<void>;
  stop(): Promise<void>;
}

/** Resolves when the watch is up to date, so that nothing that happens from now on can be before it. */
export async function watchNamespace(address: string, history: History): Promise<NamespaceWatch> {
  const client = new Client({ address });
  const stopping = new AbortController();
  const ended = new Set<string>();
  let told: () => void = () => undefined;
  const current = new Promise<void>((resolve) => {
    told = resolve;
  });
  const follow = async (): Promise<void> => {
    try {
      for await (const event of client.watchFlow({ signal: stopping.signal })) {
        if (event.kind === "current") told();
        if (event.kind !== "update" || !isEnded(event.flow.state)) continue;
        const { flowId, state } = event.flow;
        ended.add(flowId);
        history.record({ kind: "end_seen", by: "namespace", flowId, state });
      }
    } catch (error) {
      if (!stopping.signal.aborted) throw error;
    }
  };
  const following = follow();
  await Promise.race([current, following]);
  return {
    async seen(flowIds) {
      while (!flowIds.every((flowId) => ended.has(flowId))) {
        await Promise.race([history.next((event) => event.kind === "end_seen"), following]);
      }
    },
    async stop() {
      stopping.abort();
      await following;
      client.close();
    },
  };
}
