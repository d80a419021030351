/**
 * The page of metrics of a real server: what its numbers are after some work, and that docs/metrics.md has every one.
 */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { LazyEngine } from "#gen/lazyengine/v1/index.js";
import type { KeyWait } from "../../src/engine/measures/key-wait.js";
import type { QueueWait } from "../../src/engine/measures/queue-wait.js";
import { fakeEngine } from "./fake-engine.js";
import { type ExportedMetric, pageOfEverything, readMetrics, serving } from "./metrics-page.js";
import { startServer } from "./running-server.js";

const { pollReadyTasks, run, taskComplete } = LazyEngine.method;

test("a server tells how many flows and attempts have begun and ended, and how long tasks waited", async () => {
  const server = await serving();
  const { client } = server;
  const tasks = ["first", "second", "third"].map((name) => ({ name, work: { case: "type" as const, value: "work" } }));
  await client.unary(run, { flowId: "f", definition: { case: "spec", value: { name: "three", tasks } } });
  const poll = { sessionId: "s", queues: ["work"], maxTasks: 1, maxInFlight: 1 };
  const { tasks: claimed } = await client.unary(pollReadyTasks, poll);
  const { taskId = "", claimToken = "" } = claimed[0] ?? {};
  await client.unary(taskComplete, {
    flowId: "f",
    taskId,
    claimToken,
    outcome: { case: "result", value: { data: Buffer.from("1"), contentType: "application/json" } },
  });
  const { samples } = await readMetrics(server);
  expect(samples.get("lazyengine_flows_started_total")).toBe(1);
  expect(samples.get("lazyengine_claim_seconds_count")).toBe(1);
  expect(samples.get('lazyengine_claim_seconds_bucket{le="+Inf"}')).toBe(1);
  expect(samples.get('lazyengine_attempts_ended_total{end="SUCCEEDED"}')).toBe(1);
  expect(samples.get('lazyengine_attempts_ended_total{end="LEASE_LOST"}')).toBe(0);
  expect(samples.get('lazyengine_flows_ended_total{state="SUCCEEDED"}')).toBe(0);
  expect(samples.get("lazyengine_backlog_tasks")).toBe(2);
  expect(samples.get('lazyengine_segment_lookups_total{from="cache"}')).toBeGreaterThan(0);
  expect(samples.get('lazyengine_cache_entries{cache="segments"}')).toBe(1);
});

test("what is in memory is looked through once for a page, and again for the next", async () => {
  const engine = fakeEngine();
  let looks = 0;
  const gauges = () => {
    looks += 1;
    return { ...engine.metrics.gauges(), sessions: looks };
  };
  const server = await startServer({ ...engine, metrics: { ...engine.metrics, gauges } });
  for (const page of [1, 2]) {
    const { samples } = await readMetrics(server);
    expect(samples.get("lazyengine_sessions")).toBe(page);
    expect(samples.get("lazyengine_backlog_tasks")).toBe(7);
  }
  expect(looks).toBe(2);
});

test("a page is made for many who ask at once, and not of before they asked", async () => {
  const engine = fakeEngine();
  let looks = 0;
  const gauges = () => {
    looks += 1;
    return { ...engine.metrics.gauges(), sessions: looks };
  };
  const server = await startServer({ ...engine, metrics: { ...engine.metrics, gauges } });
  await readMetrics(server);
  const pages = await Promise.all(Array.from({ length: 40 }, () => readMetrics(server)));
  expect(looks).toBeLessThan(40);
  for (const { samples } of pages) expect(samples.get("lazyengine_sessions")).toBeGreaterThan(1);
});

test("no more than a hundred queues have series of their own", async () => {
  const wait = (index: number): QueueWait => ({
    namespace: "default",
    queue: `q${index}`,
    kind: "EXECUTE",
    flows: 1,
    tasks: index,
    oldestMs: 1_000 * index,
    sessions: 1,
    credit: 2,
    paused: index % 2 === 0,
    rateSpent: index === 249,
  });
  const engine = fakeEngine();
  const waits = Array.from({ length: 250 }, (_, index) => wait(index));
  const server = await startServer({ ...engine, metrics: { ...engine.metrics, queues: () => waits } });
  const { samples } = await readMetrics(server);
  const ofTasks = [...samples.keys()].filter((series) => series.startsWith("lazyengine_queue_waiting_tasks{"));
  expect(ofTasks).toHaveLength(101);
  const others = '{namespace="",queue="",kind=""}';
  const first = '{namespace="default",queue="q249",kind="EXECUTE"}';
  expect(samples.get(`lazyengine_queue_waiting_tasks${first}`)).toBe(249);
  expect(samples.get(`lazyengine_queue_rate_spent${first}`)).toBe(1);
  expect(samples.get(`lazyengine_queue_waiting_tasks${others}`)).toBe((149 * 150) / 2);
  expect(samples.get(`lazyengine_queue_oldest_seconds${others}`)).toBe(149);
  expect(samples.get(`lazyengine_queue_credit_tasks${others}`)).toBe(300);
});

test("no more than a hundred concurrency keys have series of their own", async () => {
  const wait = (index: number): KeyWait => ({
    namespace: "default",
    key: `k${index}`,
    limit: 2,
    held: 1,
    tasks: index,
    oldestMs: 1_000 * index,
    spent: index % 2 === 0,
  });
  const engine = fakeEngine();
  const waits = Array.from({ length: 250 }, (_, index) => wait(index));
  const server = await startServer({ ...engine, metrics: { ...engine.metrics, keys: () => waits } });
  const { samples } = await readMetrics(server);
  const of = (name: string) => `lazyengine_concurrency_key_${name}`;
  expect([...samples.keys()].filter((series) => series.startsWith(`${of("waiting_tasks")}{`))).toHaveLength(101);
  const first = '{namespace="default",key="k249"}';
  const others = '{namespace="",key=""}';
  const read = (labels: string) =>
    ["waiting_tasks", "oldest_seconds", "held_tasks", "limit_tasks", "spent"].map((name) =>
      samples.get(`${of(name)}${labels}`),
    );
  expect(read(first)).toEqual([249, 249, 1, 2, 0]);
  expect(read(others)).toEqual([(149 * 150) / 2, 149, 150, 300, 75]);
});

test("what the engine has measured in milliseconds is told in seconds", async () => {
  const engine = fakeEngine();
  const { refills, timers, hints } = engine.metrics.tally;
  for (const ms of [10, 70]) for (const measured of [refills, timers, hints]) measured.add(ms);
  const { samples } = await readMetrics(await startServer(engine));
  for (const name of ["refill", "timer_lateness", "change_stream_lag"].map((part) => `lazyengine_${part}_seconds`)) {
    expect(samples.get(`${name}_count`), name).toBe(2);
    expect(samples.get(`${name}_sum`), name).toBeCloseTo(0.08);
    const upTo = [0.008, 0.016, 0.064, 0.128].map((bound) => samples.get(`${name}_bucket{le="${bound}"}`));
    expect(upTo, name).toEqual([0, 1, 1, 2]);
  }
});

test("counters and histograms of the engine have their unit in their names", async () => {
  const { metrics } = await pageOfEverything();
  const units: Readonly<Record<string, RegExp>> = {
    counter: /_total$/,
    // Commits are measured in what they wrote and decided.
    histogram: /_(?:seconds|segments|commands)$/,
  };
  const own = metrics.filter(({ name }) => name.startsWith("lazyengine_"));
  expect(own.filter(({ name, type }) => units[type]?.test(name) === false)).toEqual([]);
});

test("docs/metrics.md has every metric of a real server by name, type and labels, and no other", async () => {
  const page = readFileSync(new URL("../../docs/metrics.md", import.meta.url), "utf8");
  const told = [...page.matchAll(/^\| `(\w+)` \| (\w+) \|([^|]*)\|/gm)].map(
    ([, name = "", type = "", labels = ""]) => ({
      name,
      type,
      labels: [...labels.matchAll(/`(\w+)`/g)].map(([, label = ""]) => label),
    }),
  );
  const lines = (metrics: readonly ExportedMetric[]) =>
    metrics.map(({ name, type, labels }) => `${name} ${type} ${labels}`).sort();
  const { metrics } = await pageOfEverything();
  // Which series of its own the runtime has just now is up to it.
  const exported = metrics.map((metric) =>
    metric.name.startsWith("lazyengine_") ? metric : { ...metric, labels: [] },
  );
  expect(lines(told)).toEqual(lines(exported));
});
