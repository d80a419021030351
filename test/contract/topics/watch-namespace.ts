/**
 * WatchFlow of a whole namespace.
 */
import { expect } from "vitest";
import { refused } from "../contract-error.js";
import type { FrameLog } from "../frame-log.js";
import { chain, flow } from "../specs.js";
import type { FlowFrame } from "../subject.js";
import type { Flow } from "../values.js";
import type { Topic } from "../world.js";

function current(watch: FrameLog<FlowFrame>) {
  return watch.until("current", (frames) => frames.find(({ kind }) => kind === "current"));
}

/** The latest state of each flow that was told. */
function flowsOf(frames: readonly FlowFrame[]): Map<string, Flow> {
  const flows = new Map<string, Flow>();
  for (const frame of frames) if (frame.kind === "update") flows.set(frame.flow.flowId, frame.flow);
  return flows;
}

export const watchNamespace: Topic = {
  "a watch is current at once and tells of every flow that changes from then on": async (world) => {
    const before = await world.start(chain("a", "b"));
    const watch = world.watchFlow({});
    await current(watch);
    expect(flowsOf(watch.frames).size).toBe(0);
    const after = await world.start(flow(["x"]));
    await before.succeed("a");
    await after.succeed("x");
    const flows = await watch.until("both", (frames) => {
      const known = flowsOf(frames);
      return known.get("f2")?.state === "SUCCEEDED" && known.get("f1")?.counts["SUCCEEDED"] === 1 && known;
    });
    expect([...flows.keys()].sort()).toEqual(["f1", "f2"]);
  },

  "a watch resumes from the revision of its last frame and misses nothing": async (world) => {
    const first = world.watchFlow({});
    await current(first);
    const one = await world.start(flow(["a"]));
    await first.until("f1", (frames) => flowsOf(frames).has("f1"));
    await first.close();
    const revision = first.frames.at(-1)?.revision ?? "";
    await one.succeed("a");
    await world.start(flow(["a"]));
    const second = world.watchFlow({ sinceRevision: revision });
    await second.until("what came meanwhile", (frames) => {
      const known = flowsOf(frames);
      return known.get("f1")?.state === "SUCCEEDED" && known.has("f2");
    });
  },

  "tasks that changed are told as the view asks": async (world) => {
    const under = await world.start(chain("a", "b", "c"));
    const watch = world.watchFlow({ view: "TASKS" });
    await current(watch);
    await under.succeed("a");
    const tasks = await watch.until("the tasks", (frames) => {
      const changed = frames.flatMap((frame) => (frame.kind === "update" ? frame.tasks : []));
      return changed.length > 0 && changed;
    });
    expect(tasks.map(({ taskId, state }) => [taskId, state])).toEqual([
      ["a", "SUCCEEDED"],
      ["b", "READY"],
    ]);
  },

  "a flow that is deleted is told as gone, and the watch goes on": async (world) => {
    const under = await world.start(flow(["a"]));
    await under.cancel();
    const watch = world.watchFlow({});
    await current(watch);
    await under.remove();
    const gone = await watch.until("deleted", (frames) => frames.find(({ kind }) => kind === "deleted"));
    expect(gone).toMatchObject({ kind: "deleted", flowId: "f1" });
    await world.start(flow(["a"]));
    await watch.until("f2", (frames) => flowsOf(frames).has("f2"));
  },

  "other namespaces are not told of": async (world) => {
    const watch = world.watchFlow({});
    await current(watch);
    await world.start(flow(["a"]), { namespace: `${world.namespace}-2`, flowId: "other" });
    await world.start(flow(["a"]), { flowId: "mine" });
    await watch.until("mine", (frames) => flowsOf(frames).has("mine"));
    expect([...flowsOf(watch.frames).keys()]).toEqual(["mine"]);
  },

  "many flows that end are all told as ended": async (world) => {
    const watch = world.watchFlow({});
    await current(watch);
    await Promise.all(Array.from({ length: 30 }, async () => (await world.start(flow(["a"]))).succeed("a")));
    await watch.until("all", (frames) => {
      const ended = [...flowsOf(frames).values()].filter(({ state }) => state === "SUCCEEDED");
      return ended.length === 30;
    });
  },

  "a revision that is none, or of a flow, is refused": async (world) => {
    const under = await world.start(flow(["a"]));
    const nonsense = world.watchFlow({ sinceRevision: "nonsense" });
    await refused(
      nonsense.ended.then((error) => Promise.reject(error)),
      "INVALID_FIELD",
    );
    const ofFlow = world.watchFlow({ sinceRevision: under.answer.flow.revision });
    const error = await refused(
      ofFlow.ended.then((thrown) => Promise.reject(thrown)),
      "REVISION_MISMATCH",
    );
    expect(error.metadata).toMatchObject({ revision: under.answer.flow.revision });
  },
};
