/**
 * ListFlows: newest first, filtered, in pages.
 */
import { expect } from "vitest";
import { refused } from "../contract-error.js";
import { flow } from "../specs.js";
import type { ListFlowsRequest } from "../subject.js";
import type { Topic, World } from "../world.js";

/** The ids of the first page. */
async function list(world: World, fields: Partial<ListFlowsRequest> = {}): Promise<string[]> {
  const { flows } = await world.subject.listFlows({ namespace: world.namespace, ...fields });
  return flows.map(({ flowId }) => flowId);
}

export const listFlows: Topic = {
  "flows are listed newest first": async (world) => {
    await world.start(flow(["a"]));
    const second = await world.start(flow(["a"]));
    await second.untilTask("a", "READY");
    await world.start(flow(["a"]));
    const ids = await list(world);
    expect([ids.length, new Set(ids).size]).toEqual([3, 3]);
    const { flows } = await world.subject.listFlows({ namespace: world.namespace });
    const times = flows.map(({ createTime }) => createTime);
    expect(times).toEqual([...times].sort((a, b) => b - a));
  },

  "a namespace without flows has an empty list": async (world) => {
    expect(await list(world)).toEqual([]);
  },

  "a listed flow is shown as it is, without its payloads": async (world) => {
    const under = await world.start(flow(["a", "b"], { name: "import", labels: { x: "1" } }), { input: { n: 1 } });
    const { flow: now } = await under.succeed("a");
    const { flows, nextPageToken } = await world.subject.listFlows({ namespace: world.namespace });
    expect(nextPageToken).toBe("");
    expect(flows).toMatchObject([
      {
        flowId: under.flowId,
        namespace: world.namespace,
        name: "import",
        state: "RUNNING",
        labels: { x: "1" },
        counts: { SUCCEEDED: 1, READY: 1 },
        revision: now.revision,
        updateTime: now.updateTime,
      },
    ]);
    expect(flows[0]?.input).toBeUndefined();
  },

  "flows are filtered by state": async (world) => {
    const one = await world.start(flow(["a"]));
    const two = await world.start(flow(["a"]));
    await world.start(flow(["a"]));
    await one.succeed("a");
    await two.fail("a");
    expect(await list(world, { states: ["SUCCEEDED"] })).toEqual(["f1"]);
    expect((await list(world, { states: ["SUCCEEDED", "FAILED"] })).sort()).toEqual(["f1", "f2"]);
    expect(await list(world, { states: ["SUSPENDED"] })).toEqual([]);
  },

  "flows are filtered by the name of their definition": async (world) => {
    await world.start(flow(["a"], { name: "import" }));
    await world.start(flow(["a"], { name: "export" }));
    expect(await list(world, { name: "import" })).toEqual(["f1"]);
    expect(await list(world, { name: "imp" })).toEqual([]);
  },

  "flows are filtered by labels, all of which must hold": async (world) => {
    await world.start(flow(["a"]), { labels: { team: "x", stage: "live" } });
    await world.start(flow(["a"]), { labels: { team: "x" } });
    await world.start(flow(["a"]), { labels: { team: "y", stage: "live" } });
    expect(await list(world, { labels: { team: "x", stage: "live" } })).toEqual(["f1"]);
    expect((await list(world, { labels: { stage: "live" } })).sort()).toEqual(["f1", "f3"]);
    expect(await list(world, { labels: { stage: "" } })).toEqual([]);
  },

  "flows are filtered by their time of creation, from and before": async (world) => {
    const one = await world.start(flow(["a"]));
    await one.until("some time", ({ state }) => state === "RUNNING");
    const clock = await world.start(flow([{ name: "tick", type: "clock", delay: "20ms" }]));
    await clock.untilTask("tick", "READY");
    const two = await world.start(flow(["a"]));
    const { createTime } = two.answer.flow;
    expect(await list(world, { createdAfter: createTime })).toEqual(["f3"]);
    expect((await list(world, { createdBefore: createTime })).sort()).toEqual(["f1", "f2"]);
    expect(await list(world, { createdAfter: createTime, createdBefore: createTime })).toEqual([]);
  },

  "filters hold together": async (world) => {
    const one = await world.start(flow(["a"], { name: "import" }), { labels: { team: "x" } });
    await world.start(flow(["a"], { name: "import" }), { labels: { team: "x" } });
    await one.succeed("a");
    expect(await list(world, { name: "import", labels: { team: "x" }, states: ["SUCCEEDED"] })).toEqual(["f1"]);
  },

  "pages hold page_size flows and together all of them": async (world) => {
    await Promise.all(Array.from({ length: 25 }, () => world.start(flow(["a"]))));
    const ids: string[] = [];
    const sizes: number[] = [];
    for (let pageToken = ""; ; ) {
      const request = { namespace: world.namespace, pageSize: 10, ...(pageToken !== "" && { pageToken }) };
      const page = await world.subject.listFlows(request);
      ids.push(...page.flows.map(({ flowId }) => flowId));
      sizes.push(page.flows.length);
      pageToken = page.nextPageToken;
      if (pageToken === "") break;
    }
    expect([ids.length, new Set(ids).size, sizes.slice(0, 2)]).toEqual([25, 25, [10, 10]]);
  },

  "flows that start while one pages do not make others come twice": async (world) => {
    await Promise.all(Array.from({ length: 6 }, () => world.start(flow(["a"]))));
    const first = await world.subject.listFlows({ namespace: world.namespace, pageSize: 3 });
    await world.start(flow(["a"]));
    const pageToken = first.nextPageToken;
    const second = await world.subject.listFlows({ namespace: world.namespace, pageSize: 10, pageToken });
    const ids = [...first.flows, ...second.flows].map(({ flowId }) => flowId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBe(6);
  },

  "a flow that is replaced while one pages is the newest, and on no further page": async (world) => {
    const oldest = await world.start(flow(["a"]));
    for (let count = 0; count < 3; count += 1) await world.start(flow(["a"]));
    const { flows, nextPageToken } = await world.subject.listFlows({ namespace: world.namespace, pageSize: 2 });
    await oldest.cancel();
    await world.start(flow(["b"]), { flowId: oldest.flowId, conflictPolicy: "REPLACE" });
    const rest = await world.subject.listFlows({ namespace: world.namespace, pageToken: nextPageToken });
    expect([...flows, ...rest.flows].map(({ flowId }) => flowId)).not.toContain(oldest.flowId);
    expect((await list(world))[0]).toBe(oldest.flowId);
  },

  "a page token that is none is refused": async (world) => {
    const error = await refused(
      world.subject.listFlows({ namespace: world.namespace, pageToken: "nonsense" }),
      "INVALID_FIELD",
    );
    expect(error.metadata["field"]).toBe("page_token");
    expect(error.message).toContain('page_token: must be a token that this list gave, got "');
  },

  "deleted flows are listed no more": async (world) => {
    const under = await world.start(flow(["a"]));
    await under.cancel();
    await under.remove();
    expect(await list(world)).toEqual([]);
  },
};
