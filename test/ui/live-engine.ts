/**
 * The pages' client on a real server, over an engine in memory, through a network that can be cut.
 */
import { createConnectTransport } from "@connectrpc/connect-web";
import { onTestFinished, vi } from "vitest";
import type { Engine as EmbeddedEngine } from "../../src/engine/engine.js";
import { createMemoryStore } from "../../src/store/memory/memory-store.js";
import { createEngine, type Engine } from "../../ui/src/engine/connection.js";
import { pauseFor } from "../../ui/src/engine/pause.js";
import { FlowFeed } from "../../ui/src/flow/flow-feed.js";
import { json } from "../engine/json-payload.js";
import { startEngine } from "../engine/stores.js";
import { startServer } from "../server/running-server.js";

export interface LiveEngine {
  /** What happens elsewhere. */
  readonly elsewhere: EmbeddedEngine;
  /** As the pages call it. */
  readonly engine: Engine;
  readonly network: { cut(): void; mend(): void };
}

export async function liveEngine(): Promise<LiveEngine> {
  const { engine: elsewhere } = await startEngine(createMemoryStore());
  const { httpPort } = await startServer(elsewhere);
  let cutting: AbortController | undefined = new AbortController();
  const throughNetwork: typeof fetch = (input, init) => {
    if (cutting === undefined) return Promise.reject(new TypeError("Failed to fetch"));
    const signals = [cutting.signal, ...(init?.signal ? [init.signal] : [])];
    return fetch(input, { ...init, signal: AbortSignal.any(signals) });
  };
  const baseUrl = `http://127.0.0.1:${httpPort}`;
  return {
    elsewhere,
    engine: createEngine(createConnectTransport({ baseUrl, useBinaryFormat: true, fetch: throughNetwork })),
    network: {
      cut: () => {
        cutting?.abort(new TypeError("network error"));
        cutting = undefined;
      },
      mend: () => {
        cutting = new AbortController();
      },
    },
  };
}

const SHORT_PAUSE_MS = 5;

/** The feed of flow "f", which is started; `onChange` sees every change of it. */
export function startFeed(engine: Engine, onChange: (feed: FlowFeed) => void = () => undefined): FlowFeed {
  const feed: FlowFeed = new FlowFeed({
    ...{ engine, namespace: "default", flowId: "f", schedule: queueMicrotask, onChange: () => onChange(feed) },
    pause: (_, signal) => pauseFor(SHORT_PAUSE_MS, signal),
  });
  onTestFinished(() => feed.stop());
  void feed.start();
  return feed;
}

export function until(met: () => boolean): Promise<unknown> {
  return vi.waitUntil(met, { timeout: 60_000, interval: 5 });
}

export const succeeded = { kind: "result", result: json("done") } as const;
export const failed = {
  kind: "failure",
  failure: { type: "Boom", message: "", retryable: false, causes: [] },
} as const;
