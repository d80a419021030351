// One watch of the whole namespace, resumed over every restart: it must tell every end.
import { Client, type Flow, isEnded, LazyEngineError } from "../../src/client/index.js";
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
  const see = ({ flowId, state }: Flow): void => {
    if (!isEnded(state)) return;
    ended.add(flowId);
    history.record({ kind: "end_seen", by: "namespace", flowId, state });
  };
  /** `anew`: what happened before could not be told, and is listed once the watch is open. */
  const watch = async (anew: boolean): Promise<void> => {
    let listed = !anew;
    for await (const event of client.watchFlow({ signal: stopping.signal })) {
      if (event.kind === "current") told();
      if (event.kind === "current" && !listed) for await (const flow of allFlows(client)) see(flow);
      if (event.kind === "current") listed = true;
      if (event.kind === "update") see(event.flow);
    }
  };
  const follow = async (): Promise<void> => {
    for (let anew = false; ; anew = true) {
      try {
        await watch(anew);
      } catch (error) {
        if (stopping.signal.aborted) return;
        if (!(error instanceof LazyEngineError) || error.reason !== "REVISION_COMPACTED") throw error;
      }
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

async function* allFlows(client: Client): AsyncGenerator<Flow> {
  for (let pageToken = ""; ; ) {
    const page = await client.listFlows({ pageToken });
    yield* page.flows;
    pageToken = page.nextPageToken;
    if (pageToken === "") return;
  }
}
