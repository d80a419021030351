/**
 * The feed of the list of flows, over a real client and router: nothing that is told while the page is being read is lost.
 */
import { create } from "@bufbuild/protobuf";
import { Code, ConnectError, createRouterTransport, type ServiceImpl } from "@connectrpc/connect";
import { expect, onTestFinished, test, vi } from "vitest";
import { type Flow, FlowSchema } from "#gen/lazyengine/v1/flow_pb.js";
import { LazyEngine } from "#gen/lazyengine/v1/service_pb.js";
import { FlowState } from "#gen/lazyengine/v1/states_pb.js";
import { createEngine } from "../../ui/src/engine/connection.js";
import { parseFilters } from "../../ui/src/flows/filters.js";
import { FlowListFeed } from "../../ui/src/flows/flow-list-feed.js";

const { RUNNING, SUCCEEDED } = FlowState;
const flow = (flowId: string, version: number, state = RUNNING): Flow =>
  create(FlowSchema, { flowId, version: BigInt(version), state });
const update = (told: Flow) => ({
  frame: { case: "update" as const, value: { revision: "n", flow: told, tasks: [] } },
});
const deleted = (flowId: string) => ({ frame: { case: "deleted" as const, value: { revision: "n", flowId } } });
const current = { frame: { case: "current" as const, value: { revision: "n" } } };

/** `onTaken` is told when a batch of changes has been taken in. */
function startFeed(handlers: Partial<ServiceImpl<typeof LazyEngine>>, onTaken = (): void => undefined): FlowListFeed {
  const engine = createEngine(createRouterTransport(({ service }) => service(LazyEngine, handlers)));
  const feed = new FlowListFeed({
    ...{ engine, namespace: "", filters: parseFilters({}), pageToken: "", onChange: () => undefined },
    schedule: (run) =>
      queueMicrotask(() => {
        run();
        onTaken();
      }),
  });
  onTestFinished(() => feed.stop());
  void feed.start();
  return feed;
}

const until = (met: () => boolean) => vi.waitUntil(met, { timeout: 20_000, interval: 5 });
const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => signal.addEventListener("abort", () => resolve()));

test.each([
  { what: "a change of a flow", told: update(flow("a", 2, SUCCEEDED)), state: SUCCEEDED, gone: [], newer: [] },
  { what: "a deletion", told: deleted("a"), state: RUNNING, gone: ["a"], newer: [] },
  { what: "a new flow", told: update(flow("b", 1)), state: RUNNING, gone: [], newer: ["b"] },
])("$what that is told while the page is being read is taken in after it", async ({ told, state, gone, newer }) => {
  let [asked, taken] = [false, false];
  const feed = startFeed(
    {
      listFlows: async () => {
        asked = true;
        // What it answers was read before.
        await until(() => taken);
        return { flows: [flow("a", 1)] };
      },
      async *watchFlow(_, { signal }) {
        yield current;
        await until(() => asked);
        yield told;
        await aborted(signal);
      },
    },
    () => {
      taken = true;
    },
  );
  await until(() => feed.list !== undefined);
  expect(feed.list?.flows.map((row) => row.state)).toEqual([state]);
  expect([...(feed.list?.deleted ?? [])]).toEqual(gone);
  expect([...(feed.list?.newer ?? [])]).toEqual(newer);
});

test("a page that could not be read is read with the next frame of the watch", async () => {
  let tries = 0;
  const feed = startFeed({
    listFlows: () => {
      tries += 1;
      if (tries === 1) throw new ConnectError("busy", Code.Unavailable);
      return { flows: [flow("a", 1)] };
    },
    async *watchFlow(_, { signal }) {
      yield current;
      await until(() => feed.error !== undefined);
      yield current;
      await aborted(signal);
    },
  });
  await until(() => feed.list !== undefined);
  expect(feed.error).toBeUndefined();
});

test("while the watch cannot be opened it is told why, until there is a list", async () => {
  let [opened, mended] = [0, false];
  const feed = startFeed({
    listFlows: () => ({ flows: [flow("a", 1)] }),
    async *watchFlow(_, { signal }) {
      opened += 1;
      if (!mended) throw new ConnectError("too many calls", Code.ResourceExhausted);
      yield current;
      await aborted(signal);
    },
  });
  await until(() => feed.watch === "lost");
  expect(feed.error?.message).toBe("too many calls");
  mended = true;
  await until(() => feed.list !== undefined);
  expect(feed.error).toBeUndefined();
  expect(opened).toBeGreaterThan(1);
});
