/**
 * What a page of metrics says, and a real server that has done something of everything that it counts by labels.
 */
import { expect, onTestFinished } from "vitest";
import { LazyEngine } from "#gen/lazyengine/v1/index.js";
import { createEngine } from "../../src/engine/create-engine.js";
import { createMemoryStore } from "../../src/store/memory/memory-store.js";
import { refusalOf } from "./raw-client.js";
import { startServer, type TestServer } from "./running-server.js";

export interface ExportedMetric {
  readonly name: string;
  readonly type: string;
  /** Those that its series had, without those that are a histogram's own. */
  readonly labels: readonly string[];
}

export interface Page {
  readonly metrics: readonly ExportedMetric[];
  /** The number of each series, by its name with its labels as they stand. */
  readonly samples: ReadonlyMap<string, number>;
}

export async function readMetrics(server: TestServer): Promise<Page> {
  const response = await fetch(`http://127.0.0.1:${server.httpPort}/metrics`);
  const text = await response.text();
  const samples = new Map<string, number>();
  for (const [, series = "", value] of text.matchAll(/^(\w+(?:\{.*\})?) (\S+)$/gm)) samples.set(series, Number(value));
  const metrics = [...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)].map(([, name = "", type = ""]) => ({
    name,
    type,
    labels: labelsOf(name, [...samples.keys()]),
  }));
  return { metrics, samples };
}

function labelsOf(name: string, series: readonly string[]): string[] {
  const own = new RegExp(`^${name}(?:_bucket|_sum|_count)?\\{(.*)\\}$`);
  const labels = series.flatMap((one) =>
    [...(own.exec(one)?.[1] ?? "").matchAll(/(\w+)="/g)].map(([, label = ""]) => label),
  );
  return [...new Set(labels)].filter((label) => label !== "le" && label !== "quantile");
}

export async function serving(): Promise<TestServer> {
  const store = createMemoryStore();
  const engine = await createEngine({ store });
  onTestFinished(async () => {
    await engine.stop();
    await store.close();
  });
  const server = await startServer(engine);
  const session = await engine.openSession({ queues: ["others"], maxInFlight: 2 });
  onTestFinished(() => session.close());
  return server;
}

const KEY_SERIES = 'lazyengine_concurrency_key_limit_tasks{namespace="default",key="k"}';

/** A page on which whatever has labels has a series. */
export async function pageOfEverything(): Promise<Page> {
  const server = await serving();
  const { code } = await refusalOf(server.client.unary(LazyEngine.method.suspendFlow, { flowId: "none" }));
  expect(code).toBe(5);
  const work = { case: "type" as const, value: "others" };
  const tasks = [{ name: "a", work, concurrencyKey: "k" }];
  await server.client.unary(LazyEngine.method.run, { definition: { case: "spec", value: { name: "keyed", tasks } } });
  const followed = async () => (await readMetrics(server)).samples.has(KEY_SERIES);
  await expect.poll(followed, { timeout: 10_000 }).toBe(true);
  return readMetrics(server);
}
