/**
 * Answers with all of a flow, and frames of its watches, are no larger than clients take, whatever its tasks are told with and
 * have behind them.
 */
import { type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import {
  type FlowSpecSchema,
  FlowView,
  LazyEngine,
  type ReadyTask,
  type TaskDetails,
  WorkKind,
} from "#gen/lazyengine/v1/index.js";
import { LIMITS } from "../../src/core/limits.js";
import { serving } from "./metrics-page.js";
import type { RawClient } from "./raw-client.js";
import { StreamReading } from "./stream-reading.js";

const { getFlowDetails, pollReadyTasks, run, taskComplete, watchFlow } = LazyEngine.method;

/** What a page has, and beside it the flow with an input. */
const MOST_BYTES = LIMITS.pageBytes + 512 * 1024;
/** What clients of the package take. */
const RECEIVED_BYTES = 16 * 1024 * 1024;

type Spec = MessageInitShape<typeof FlowSpecSchema>;

const type = { case: "type" as const, value: "work" };
const noop = { case: "noop" as const, value: {} };

function json(value: unknown) {
  return { data: Buffer.from(JSON.stringify(value)), contentType: "application/json" };
}

/** As large as one may be, nearly. */
function largeFailure(message: string) {
  const details = { data: Buffer.alloc(600 * 1024, 1), contentType: "text/plain" };
  return { type: "E", message, retryable: true, details, causes: [{ type: "C", message: "c", details }] };
}

async function running(spec: Spec, input?: ReturnType<typeof json>) {
  const server = await serving();
  const client = server.connect(undefined, { "grpc.max_receive_message_length": RECEIVED_BYTES });
  await client.unary(run, {
    flowId: "f",
    definition: { case: "spec", value: { name: "n", ...spec } },
    ...(input && { input }),
  });
  return client;
}

async function next(client: RawClient): Promise<ReadyTask> {
  const wait = { seconds: 5n };
  const { tasks } = await client.unary(pollReadyTasks, { queues: ["work"], sessionId: "s", maxTasks: 1, wait });
  return tasks[0] ?? expect.fail("nothing is handed out");
}

/** All tasks as pages tell them, none of which has more than fits. */
async function tasksInPages(client: RawClient, view: FlowView): Promise<readonly TaskDetails[]> {
  const tasks: TaskDetails[] = [];
  for (let pageToken: string | undefined; pageToken !== ""; ) {
    const request = { flowId: "f", view, pageSize: 1000, ...(pageToken !== undefined && { pageToken }) };
    const page = await client.unary(getFlowDetails, request);
    expect(toBinary(getFlowDetails.output, page).length).toBeLessThan(MOST_BYTES);
    tasks.push(...page.tasks);
    pageToken = page.nextPageToken;
  }
  return tasks;
}

/** The same by the frames of a watch. */
async function tasksInFrames(client: RawClient, view: FlowView): Promise<readonly TaskDetails[]> {
  const stream = client.serverStream(watchFlow, { flowId: "f", view });
  const reading = new StreamReading(stream);
  await reading.find(({ frame }) => (frame.case === "current" ? true : undefined));
  stream.cancel();
  for (const frame of reading.frames) expect(toBinary(watchFlow.output, frame).length).toBeLessThan(MOST_BYTES);
  return reading.frames.flatMap(({ frame }) => (frame.case === "update" ? frame.value.tasks : []));
}

describe("a task that has much behind it", () => {
  it("that controls a scope is told with the newest failures whole, and what is short of the others", async () => {
    const client = await running({
      tasks: [
        { name: "c", work: type },
        { name: "t", work: type, dependsOn: [{ task: "c" }], scope: "s" },
      ],
      scopes: [{ name: "s", controller: "c", kind: 3, attempts: 20 }],
    });
    for (let failed = 0; failed < 14; ) {
      const { taskId, claimToken, kind } = await next(client);
      const isFailure = taskId === "t" && kind === WorkKind.EXECUTE;
      if (isFailure) failed += 1;
      const outcome = isFailure
        ? { case: "failure" as const, value: largeFailure(`${failed}`) }
        : { case: "result" as const, value: json(failed) };
      await client.unary(taskComplete, { flowId: "f", taskId, claimToken, outcome });
      const [controller] = await tasksInPages(client, FlowView.FULL);
      expect(controller).toMatchObject({ taskId: "c", failuresTruncated: failed > 1 });
    }
    for (const tasks of [await tasksInPages(client, FlowView.FULL), await tasksInFrames(client, FlowView.FULL)]) {
      const history = tasks[0]?.scopeHistory ?? [];
      expect(history.map(({ value }) => Number(Buffer.from(value?.data ?? []).toString()))).toEqual(upTo(14, 0));
      expect(history.map(({ failures }) => Number(failures["t"]?.message))).toEqual(upTo(14, 1));
      expect(history.map(({ failures }) => failures["t"]?.details !== undefined)).toEqual([
        ...Array<boolean>(13).fill(false),
        true,
      ]);
    }
  });

  it("that has failed often is told with its latest failure whole, and what is short of its attempts", async () => {
    const retry = { maxAttempts: 12, initialInterval: { nanos: 1_000_000 } };
    const client = await running({ tasks: [{ name: "t", work: type, retry }] });
    for (let failed = 1; failed <= 12; failed++) {
      const { taskId, claimToken } = await next(client);
      const outcome = { case: "failure" as const, value: largeFailure(`${failed}`) };
      await client.unary(taskComplete, { flowId: "f", taskId, claimToken, outcome });
    }
    for (const tasks of [await tasksInPages(client, FlowView.FULL), await tasksInFrames(client, FlowView.FULL)]) {
      expect(tasks).toMatchObject([{ failuresTruncated: true, failure: { causes: [{ type: "C" }], message: "12" } }]);
      expect(tasks[0]?.attempts.map(({ failure }) => Number(failure?.message))).toEqual(upTo(10, 3));
      expect(tasks[0]?.failure?.details?.data).toHaveLength(600 * 1024);
    }
  });
});

const labels = Object.fromEntries(upTo(60, 0).map((index) => [`k${index}`.padEnd(200, "k"), "v".repeat(250)]));
const names = upTo(400, 0).map((index) => `t${index}`.padEnd(200, "t"));
const gates = names.map((name) => ({ name, work: noop }));

const items = (count: number) => ({ items: { case: "literal" as const, value: json(upTo(count, 0)) } });

describe("pages and frames end where their bytes do: of the items of a task", () => {
  it.each([
    [
      "with a large input",
      8,
      FlowView.FULL,
      { tasks: [{ name: "a", work: type, input: json("x".repeat(1_000_000)) }] },
    ],
    ["with a computed input", 30, FlowView.FULL, { tasks: [{ name: "a", work: type, bindings: { a: "input" } }] }],
    ["with many labels", 200, FlowView.TASKS, { tasks: [{ name: "a", work: type, labels }] }],
    [
      "that waits for many",
      60,
      FlowView.TASKS,
      { tasks: [{ name: "a", work: type, dependsOn: names.map((task) => ({ task })) }, ...gates] },
    ],
  ])("%s", async (_name, count, view, { tasks: [first, ...others] }) => {
    const client = await running(
      { tasks: [{ ...first, forEach: items(count) }, ...others] },
      json("y".repeat(200_000)),
    );
    const ids = (await tasksInPages(client, view)).map(({ taskId }) => taskId);
    expect(ids.filter((id) => id.startsWith("a["))).toHaveLength(count);
    expect(new Set(ids).size).toBe(ids.length);
    expect((await tasksInFrames(client, view)).map(({ taskId }) => taskId)).toEqual(ids);
  });
});

function upTo(count: number, from: number): number[] {
  return Array.from({ length: count }, (_, index) => from + index);
}
