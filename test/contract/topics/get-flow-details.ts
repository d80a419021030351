/**
 * GetFlowDetails: views, filters, pages, revisions.
 */
import { expect } from "vitest";
import { ContractError, refused } from "../contract-error.js";
import type { FlowUnderTest } from "../flow-under-test.js";
import { idsOf } from "../flow-under-test.js";
import { after, chain, flow, many, task } from "../specs.js";
import type { DetailsRequest } from "../subject.js";
import type { Flow } from "../values.js";
import type { Topic } from "../world.js";

type Fields = Omit<DetailsRequest, "namespace" | "flowId">;

/** The revision that the same run has so many changes later. To callers revisions are opaque. */
function later({ revision, version }: Flow, changes: number): string {
  return revision.replace(String(version), String(version + changes));
}

/** The ids of all pages, and how many pages there were. */
async function allPages(under: FlowUnderTest, fields: Fields): Promise<{ ids: string[]; pages: number[] }> {
  const ids: string[] = [];
  const pages: number[] = [];
  for (let pageToken = ""; ; ) {
    const page = await under.details({ view: "TASKS", ...fields, ...(pageToken !== "" && { pageToken }) });
    ids.push(...idsOf(page.tasks));
    pages.push(page.tasks.length);
    pageToken = page.nextPageToken;
    if (pageToken === "") return { ids, pages };
  }
}

export const getFlowDetails: Topic = {
  "SUMMARY shows the flow alone": async (world) => {
    const under = await world.start(chain("a", "b"), { input: { n: 1 } });
    const { flow: summary, tasks, nextPageToken } = await under.details({ view: "SUMMARY" });
    expect([tasks, nextPageToken]).toEqual([[], ""]);
    expect(summary).toMatchObject({ state: "RUNNING", counts: { READY: 1, PENDING: 1 } });
  },

  "TASKS shows every task in definition order, also those that nothing has happened to": async (world) => {
    const spec = flow([after(["a"], "z", { labels: { x: "1" }, type: "other" }), "a", after(["z"], "m")]);
    const under = await world.start(spec);
    const { tasks } = await under.details({ view: "TASKS" });
    expect(tasks).toMatchObject([
      {
        taskId: "z",
        name: "z",
        type: "other",
        queue: "other",
        state: "PENDING",
        intent: "EXECUTE",
        attempt: 0,
        tries: 0,
      },
      { taskId: "a", state: "READY", dependsOn: [] },
      { taskId: "m", state: "PENDING", dependsOn: ["z"] },
    ]);
    expect(tasks[0]).toMatchObject({ dependsOn: ["a"], labels: { x: "1" }, attempts: [], deferred: false });
  },

  "TASKS leaves payloads out, FULL shows them": async (world) => {
    const big = { text: "x".repeat(3_000) };
    const under = await world.start(flow([task("a", { input: big })]), { input: big });
    await under.complete("a", { result: big });
    const { tasks: brief } = await under.details({ view: "TASKS" });
    expect([brief[0]?.input, brief[0]?.result]).toEqual([undefined, undefined]);
    const { tasks: whole, flow: now } = await under.details();
    expect([whole[0]?.input, whole[0]?.result, now.input]).toEqual([big, big, big]);
  },

  "times tell the course of a task": async (world) => {
    const under = await world.start(flow(["a"]));
    const claimed = await world.claim();
    await under.complete("a", { result: 1, claimToken: claimed.claimToken });
    const { readyTime = 0, startTime = 0, endTime = 0 } = await under.task("a");
    expect(readyTime).toBe(claimed.readyTime);
    expect(startTime).toBeGreaterThanOrEqual(readyTime);
    expect(endTime).toBeGreaterThanOrEqual(startTime);
    expect(endTime).toBe((await under.flow()).endTime);
  },

  "pages hold page_size tasks, a hundred where none is named, and together all": async (world) => {
    const under = await world.start(many(230));
    const all = Array.from({ length: 230 }, (_, index) => `t${index}`);
    expect(await allPages(under, {})).toEqual({ ids: all, pages: [100, 100, 30] });
    expect(await allPages(under, { pageSize: 115 })).toEqual({ ids: all, pages: [115, 115] });
  },

  "a page_size over the cap is cut, not refused": async (world) => {
    const under = await world.start(many(1_200));
    expect((await allPages(under, { pageSize: 100_000 })).pages).toEqual([1_000, 200]);
  },

  "a page also ends at its bytes": async (world) => {
    const under = await world.start(many(5));
    for (let index = 0; index < 5; index += 1) await under.complete(`t${index}`, { result: "x".repeat(900_000) });
    const { ids, pages } = await allPages(under, { view: "FULL" });
    expect(ids.length).toBe(5);
    expect(Math.max(...pages)).toBeLessThanOrEqual(3);
  },

  "pages under load lose no task": async (world) => {
    const under = await world.start(many(300));
    const worker = (async () => {
      for (let index = 0; index < 300; index += 10) {
        const items = Array.from({ length: 10 }, (_, more) => ({
          flowId: under.flowId,
          taskId: `t${index + more}`,
          result: 1,
        }));
        await world.subject.taskCompleteBatch(world.namespace, items);
      }
    })();
    const reads = await Promise.all([7, 40, 99].map((pageSize) => allPages(under, { pageSize })));
    await worker;
    for (const { ids } of reads) expect([ids.length, new Set(ids).size]).toEqual([300, 300]);
  },

  "tasks are filtered by state, id and prefix, and a filtered page may be empty": async (world) => {
    const under = await world.start(flow(["a1", "a2", "b1", after(["a1"], "b2")]));
    await under.succeed("a1");
    expect((await allPages(under, { states: ["READY"] })).ids).toEqual(["a2", "b1", "b2"]);
    expect((await allPages(under, { states: ["READY", "SUCCEEDED"], taskIdPrefix: "a" })).ids).toEqual(["a1", "a2"]);
    expect((await allPages(under, { taskIds: ["b2", "a1"] })).ids).toEqual(["a1", "b2"]);
    expect((await allPages(under, { states: ["FAILED"] })).ids).toEqual([]);
  },

  "dependencies_of gives the tasks whose results a task reads": async (world) => {
    const spec = flow(["a", "b", "c", after(["a", "b"], "d"), after(["d"], "e", { reads: ["c", "a"] })]);
    const under = await world.start(spec);
    expect((await allPages(under, { dependenciesOf: "d" })).ids).toEqual(["a", "b"]);
    expect((await allPages(under, { dependenciesOf: "e" })).ids).toEqual(["a", "c"]);
    expect((await allPages(under, { dependenciesOf: "a" })).ids).toEqual([]);
  },

  "what a filter names and the flow does not have is refused": async (world) => {
    const under = await world.start(flow(["a"]));
    const byId = await refused(under.details({ taskIds: ["a", "nothing"] }), "TASK_NOT_FOUND");
    expect(byId.metadata).toMatchObject({ flow_id: under.flowId, task_id: "nothing" });
    await refused(under.details({ dependenciesOf: "nothing" }), "TASK_NOT_FOUND");
    await refused(world.subject.getFlowDetails({ namespace: world.namespace, flowId: "nowhere" }), "FLOW_NOT_FOUND");
  },

  "a page token that is none, or of another run, is refused": async (world) => {
    const under = await world.start(many(3), { flowId: "f" });
    await refused(under.details({ pageToken: "nonsense" }), "INVALID_FIELD");
    const { nextPageToken } = await under.details({ view: "TASKS", pageSize: 2 });
    await under.cancel();
    await under.remove();
    const again = await world.start(many(3), { flowId: "f" });
    await refused(again.details({ pageToken: nextPageToken }), "REVISION_MISMATCH");
  },

  "min_revision waits until the flow has reached it": async (world) => {
    const under = await world.start(chain("a", "b"));
    const { flow: now } = await under.succeed("a");
    const read = await under.details({ minRevision: now.revision });
    expect(read.flow.counts).toEqual({ SUCCEEDED: 1, READY: 1 });
  },

  "min_revision waits for a revision that is still to come": async (world) => {
    const under = await world.start(chain("a", "b"));
    const read = under.details({ minRevision: later(under.answer.flow, 2), deadlineMs: 30_000 });
    await under.succeed("a", "b");
    expect((await read).flow.state).toBe("SUCCEEDED");
  },

  "min_revision ends with the call's deadline": async (world) => {
    const under = await world.start(chain("a", "b"));
    const minRevision = later(under.answer.flow, 5);
    const error = await under.details({ minRevision, deadlineMs: 300 }).catch((thrown: unknown) => thrown);
    if (!(error instanceof ContractError)) return expect.fail(`expected a refusal, got ${String(error)}`);
    // The caller's side may be first to notice, and then has no reason to tell.
    expect(error.code ?? error.reason).toBe("DEADLINE_EXCEEDED");
  },

  "a min_revision that is none, or of a namespace, is refused": async (world) => {
    const under = await world.start(flow(["a"]));
    expect((await refused(under.details({ minRevision: "nonsense" }), "INVALID_FIELD")).metadata["field"]).toBe(
      "min_revision",
    );
    const watch = world.watchFlow({});
    const { revision } = await watch.until("current", (frames) => frames.find(({ kind }) => kind === "current"));
    await refused(under.details({ minRevision: revision }), "REVISION_MISMATCH");
    await refused(under.suspend({ expectedRevision: revision }), "REVISION_MISMATCH");
  },
};
