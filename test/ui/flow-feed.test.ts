/**
 * The feed of a flow's page, over a real client and router: small flows are followed whole, large ones by pages until
 * somebody asks for all tasks, and a flow that goes on after its end is followed again.
 */
import { create } from "@bufbuild/protobuf";
import { Code, ConnectError, createRouterTransport, type ServiceImpl } from "@connectrpc/connect";
import { expect, test, vi } from "vitest";
import { ErrorInfoSchema } from "#gen/google/rpc/error_details_pb.js";
import { type Flow, FlowSchema, FlowView } from "#gen/lazyengine/v1/flow_pb.js";
import { LazyEngine, type WatchFlowRequest } from "#gen/lazyengine/v1/service_pb.js";
import { FlowState, TaskState } from "#gen/lazyengine/v1/states_pb.js";
import { createEngine } from "../../ui/src/engine/connection.js";
import { pauseFor } from "../../ui/src/engine/pause.js";
import { FlowFeed, MOST_FOLLOWED } from "../../ui/src/flow/flow-feed.js";

const flowOf = (tasks: number, state = FlowState.RUNNING, version = 1): Flow =>
  create(FlowSchema, {
    ...{ flowId: "f", state, version: BigInt(version), revision: `r${version}` },
    counts: [{ state: TaskState.PENDING, count: tasks }],
  });
const named = (...ids: string[]) => ids.map((taskId) => ({ taskId, name: taskId, state: TaskState.PENDING }));
const update = (revision: string, flow: Flow, ...ids: string[]) => ({
  frame: { case: "update" as const, value: { revision, flow, tasks: named(...ids) } },
});
const current = (revision: string) => ({ frame: { case: "current" as const, value: { revision } } });

type Handlers = Partial<ServiceImpl<typeof LazyEngine>>;

function feedOf(
  handlers: Handlers,
  onChange: (feed: FlowFeed) => void = () => undefined,
  schedule: (run: () => void) => void = queueMicrotask,
): FlowFeed {
  const transport = createRouterTransport(({ service }) => service(LazyEngine, handlers));
  const feed: FlowFeed = new FlowFeed({
    ...{ engine: createEngine(transport), namespace: "", flowId: "f", schedule },
    onChange: () => onChange(feed),
    pause: (_, signal) => pauseFor(5, signal),
  });
  return feed;
}

/** Generous: the machine may be busy. */
const WAITING = { timeout: 60_000, interval: 5 };

function refusal(code: Code, reason: string): ConnectError {
  return new ConnectError("no", code, undefined, [{ desc: ErrorInfoSchema, value: { domain: "lazyengine", reason } }]);
}

/** A watch that stays open until the feed is stopped. */
const forever = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => signal.addEventListener("abort", () => resolve()));

test("a flow of a few tasks is followed with all of them", async () => {
  const feed = feedOf({
    getFlowDetails: ({ pageToken }) =>
      pageToken === ""
        ? { flow: flowOf(2), tasks: named("a"), nextPageToken: "2" }
        : { flow: flowOf(2, FlowState.RUNNING, 7), tasks: named("b") },
    async *watchFlow({ view, sinceRevision }, { signal }) {
      expect([view, sinceRevision]).toEqual([FlowView.TASKS, "r1"]);
      yield update("r8", flowOf(2, FlowState.RUNNING, 8), "b", "b#2");
      yield current("r3");
      await forever(signal);
    },
  });
  void feed.start();
  await vi.waitUntil(() => feed.model.flow?.version === 8n, WAITING);
  expect([feed.extent, feed.settled, feed.watch]).toEqual(["whole", true, "live"]);
  expect(feed.model.tasks.map(({ taskId }) => taskId)).toEqual(["a", "b", "b#2"]);
  feed.stop();
});

test("of a large flow only the flow is followed; once all tasks were read, these are, from where the reading began", async () => {
  const watched: Pick<WatchFlowRequest, "view" | "sinceRevision">[] = [];
  const feed = feedOf({
    getFlowDetails: ({ pageToken }) => {
      return pageToken === ""
        ? { flow: flowOf(MOST_FOLLOWED + 1, FlowState.RUNNING, 4), tasks: named("a"), nextPageToken: "2" }
        : { flow: flowOf(MOST_FOLLOWED + 1, FlowState.RUNNING, 5), tasks: named("b") };
    },
    async *watchFlow({ view, sinceRevision }, { signal }) {
      watched.push({ view, sinceRevision });
      yield current("r9");
      await forever(signal);
    },
  });
  void feed.start();
  await vi.waitUntil(() => feed.watch === "live", WAITING);
  expect(feed.extent).toBe("pages");
  feed.loadAll();
  await vi.waitUntil(() => watched.length === 2 && feed.watch === "live", WAITING);
  expect(feed.extent).toBe("whole");
  expect(feed.model.tasks).toHaveLength(2);
  expect(watched).toEqual([
    { view: FlowView.SUMMARY, sinceRevision: "r4" },
    { view: FlowView.TASKS, sinceRevision: "r4" },
  ]);
  feed.stop();
});

test("an ended flow is over; when an action lets it go on, it is followed again", async () => {
  let state = FlowState.FAILED;
  const feed = feedOf({
    getFlowDetails: () => ({ flow: flowOf(1, state) }),
    async *watchFlow(_, { signal }) {
      yield update("r2", flowOf(1, state, 2), "a");
      if (state === FlowState.RUNNING) await forever(signal);
    },
  });
  void feed.start();
  await vi.waitUntil(() => feed.watch === "over", WAITING);
  state = FlowState.RUNNING;
  feed.takeFlow(flowOf(1, state, 3));
  await vi.waitUntil(() => feed.watch === "live", WAITING);
  expect(feed.model.flow?.state).toBe(FlowState.RUNNING);
  feed.stop();
});

test("what was told before a stop is shown, if its frame of the screen comes after an answer that starts the feed anew", async () => {
  const frames: (() => void)[] = [];
  const ended = { ...flowOf(1, FlowState.SUCCEEDED, 2), revision: "r2" };
  const feed = feedOf(
    {
      getFlowDetails: () => ({ flow: flowOf(1), tasks: named("a") }),
      async *watchFlow({ sinceRevision }) {
        const tasks = [{ taskId: "a", name: "a", state: TaskState.SUCCEEDED }];
        // A watch that goes on behind the end tells the flow alone.
        const value = { revision: "r2", flow: ended, tasks: sinceRevision === "r2" ? [] : tasks };
        yield { frame: { case: "update" as const, value } };
      },
    },
    undefined,
    (run) => void frames.push(run),
  );
  void feed.start();
  await vi.waitUntil(() => feed.watch === "over", WAITING);
  feed.takeFlow(ended);
  for (const run of frames) run();
  expect(feed.model.task("a")?.state).toBe(TaskState.SUCCEEDED);
  feed.stop();
});

test("a feed that was stopped goes on from where it had come to, without reading anew", async () => {
  const asked: string[] = [];
  const feed = feedOf({
    getFlowDetails: () => {
      asked.push("read");
      return { flow: flowOf(1), tasks: named("a") };
    },
    async *watchFlow({ sinceRevision }, { signal }) {
      asked.push(`watch ${sinceRevision}`);
      yield current("r6");
      await forever(signal);
    },
  });
  void feed.start();
  await vi.waitUntil(() => feed.watch === "live", WAITING);
  feed.stop();
  void feed.start();
  await vi.waitUntil(() => asked.length === 3, WAITING);
  expect(asked).toEqual(["read", "watch r1", "watch r6"]);
  feed.stop();
});

test("a flow whose history is gone is read anew, and then followed from there", async () => {
  const asked: string[] = [];
  const feed = feedOf({
    getFlowDetails: () => {
      asked.push("read");
      const [version, last] = asked.length === 1 ? [1, "a"] : [5, "b"];
      return { flow: flowOf(2, FlowState.RUNNING, version), tasks: named("a", last) };
    },
    async *watchFlow({ sinceRevision }, { signal }) {
      asked.push(`watch ${sinceRevision}`);
      if (sinceRevision === "r1") throw refusal(Code.OutOfRange, "REVISION_COMPACTED");
      yield current("r6");
      await forever(signal);
    },
  });
  void feed.start();
  await vi.waitUntil(() => feed.watch === "live", WAITING);
  expect(asked).toEqual(["read", "watch r1", "read", "watch r5"]);
  expect(feed.model.tasks.map(({ taskId }) => taskId)).toEqual(["a", "b"]);
  feed.stop();
});

test("what cannot be read yet is told, and read once it can be", async () => {
  let tries = 0;
  const errors = new Set<string>();
  const feed = feedOf(
    {
      getFlowDetails: () => {
        tries += 1;
        if (tries === 1) throw new ConnectError("starting", Code.Unavailable);
        return { flow: flowOf(1), tasks: named("a") };
      },
      async *watchFlow(_, { signal }) {
        yield current("r1");
        await forever(signal);
      },
    },
    ({ error }) => errors.add(error?.code ?? ""),
  );
  void feed.start();
  await vi.waitUntil(() => feed.watch === "live", WAITING);
  expect(errors).toContain("UNAVAILABLE");
  expect(feed.error).toBeUndefined();
  feed.stop();
});

test("a flow that is not there is an error with its code, and no watch", async () => {
  const feed = feedOf({
    getFlowDetails: () => {
      throw new ConnectError("no flow f", Code.NotFound);
    },
  });
  await feed.start();
  expect(feed.error).toMatchObject({ code: "NOT_FOUND", message: "no flow f" });
});

test("all tasks of a large flow that has ended can be read, too", async () => {
  const ended = flowOf(MOST_FOLLOWED + 1, FlowState.SUCCEEDED);
  const feed = feedOf({
    getFlowDetails: () => ({ flow: ended, tasks: named("a", "b") }),
    async *watchFlow() {
      yield update("r1", ended);
    },
  });
  void feed.start();
  await vi.waitUntil(() => feed.watch === "over", WAITING);
  feed.loadAll();
  await vi.waitUntil(() => feed.extent === "whole" && feed.watch === "over", WAITING);
  expect(feed.model.tasks).toHaveLength(2);
  feed.stop();
});
