/**
 * WatchFlow of one flow: from the beginning, from a revision, to its end.
 */
import { expect } from "vitest";
import { refused } from "../contract-error.js";
import { told } from "../flow-under-test.js";
import type { FrameLog } from "../frame-log.js";
import { chain, flow, many } from "../specs.js";
import type { FlowFrame } from "../subject.js";
import type { Topic } from "../world.js";

function refusal(watch: FrameLog<FlowFrame>, reason: string) {
  return refused(
    watch.ended.then((error) => Promise.reject(error)),
    reason,
  );
}

function current(watch: FrameLog<FlowFrame>) {
  return watch.until("current", (frames) => frames.find(({ kind }) => kind === "current"));
}

export const watchFlow: Topic = {
  "a watch begins with everything, then says that it is current": async (world) => {
    const under = await world.start(chain("a", "b"));
    const { flow: now } = await under.succeed("a");
    const watch = world.watchFlow({ flowId: under.flowId, view: "TASKS" });
    const { revision } = await current(watch);
    expect(revision).toBe(now.revision);
    const known = told(watch.frames);
    expect(known?.flow).toMatchObject({ state: "RUNNING", counts: { SUCCEEDED: 1, READY: 1 } });
    expect([...(known?.tasks.values() ?? [])].map(({ taskId, state }) => [taskId, state])).toEqual([
      ["a", "SUCCEEDED"],
      ["b", "READY"],
    ]);
  },

  "SUMMARY tells of the flow without its tasks": async (world) => {
    const under = await world.start(chain("a", "b"));
    const watch = world.watchFlow({ flowId: under.flowId });
    await current(watch);
    await under.succeed("a");
    await watch.until("the change", (frames) => told(frames)?.flow.counts["SUCCEEDED"] === 1);
    expect(told(watch.frames)?.tasks.size).toBe(0);
  },

  "FULL tells of payloads and attempts": async (world) => {
    const under = await world.start(chain("a", "b"));
    await under.complete("a", { result: { big: "x".repeat(4_000) } });
    const watch = world.watchFlow({ flowId: under.flowId, view: "FULL" });
    await current(watch);
    expect(told(watch.frames)?.tasks.get("a")).toMatchObject({ result: { big: "x".repeat(4_000) } });
    expect(told(watch.frames)?.tasks.get("a")?.attempts).toMatchObject([{ end: "SUCCEEDED" }]);
  },

  "only the tasks that changed are told after that": async (world) => {
    const under = await world.start(many(20));
    const watch = world.watchFlow({ flowId: under.flowId, view: "TASKS" });
    await current(watch);
    const seen = watch.frames.length;
    await under.succeed("t7");
    await watch.until("the change", (frames) => told(frames)?.tasks.get("t7")?.state === "SUCCEEDED");
    const updates = watch.frames.slice(seen).flatMap((frame) => (frame.kind === "update" ? frame.tasks : []));
    expect(new Set(updates.map(({ taskId }) => taskId))).toEqual(new Set(["t7"]));
  },

  "when the flow has ended and that was told the watch ends": async (world) => {
    const under = await world.start(chain("a", "b"));
    const watch = world.watchFlow({ flowId: under.flowId, view: "TASKS" });
    await current(watch);
    await under.succeed("a", "b");
    expect(await watch.ended).toBeUndefined();
    const known = told(watch.frames);
    expect(known?.flow.state).toBe("SUCCEEDED");
    expect([...(known?.tasks.values() ?? [])].map(({ state }) => state)).toEqual(["SUCCEEDED", "SUCCEEDED"]);
  },

  "a watch of a flow that has ended tells its end and ends": async (world) => {
    const under = await world.start(flow(["a"]));
    const { flow: ended } = await under.succeed("a");
    for (const sinceRevision of ["", ended.revision]) {
      const watch = world.watchFlow({ flowId: under.flowId, ...(sinceRevision !== "" && { sinceRevision }) });
      expect(await watch.ended).toBeUndefined();
      expect(told(watch.frames)?.flow.state).toBe("SUCCEEDED");
    }
  },

  "from a revision only what changed since is told": async (world) => {
    const under = await world.start(many(10));
    const { flow: then } = await under.succeed("t1");
    await under.succeed("t4");
    const watch = world.watchFlow({ flowId: under.flowId, view: "TASKS", sinceRevision: then.revision });
    await current(watch);
    expect([...(told(watch.frames)?.tasks.keys() ?? [])]).toEqual(["t4"]);
  },

  "a watch from the present revision is current at once and then follows": async (world) => {
    const under = await world.start(chain("a", "b"));
    const watch = world.watchFlow({ flowId: under.flowId, view: "TASKS", sinceRevision: under.answer.flow.revision });
    await current(watch);
    expect(told(watch.frames)).toBeUndefined();
    await under.succeed("a");
    await watch.until("the change", (frames) => told(frames)?.tasks.get("b")?.state === "READY");
  },

  "a watch that is broken off and resumed again and again misses no final state": async (world) => {
    const names = Array.from({ length: 12 }, (_, index) => `t${index}`);
    const under = await world.start(chain(...names));
    const finals = new Map<string, string>();
    let revision = under.answer.flow.revision;
    let ended = false;
    const follow = async () => {
      while (!ended) {
        const watch = world.watchFlow({ flowId: under.flowId, view: "TASKS", sinceRevision: revision });
        await watch.until("a frame or two", (frames) => frames.length >= 2 || told(frames)?.flow.state === "SUCCEEDED");
        await watch.close();
        for (const frame of watch.frames) {
          if (frame.kind === "deleted") continue;
          revision = frame.revision;
          if (frame.kind === "current") continue;
          for (const { taskId, state } of frame.tasks) finals.set(taskId, state);
          ended = frame.flow.state === "SUCCEEDED";
        }
      }
    };
    const following = follow();
    for (const name of names) await under.succeed(name);
    await following;
    expect([...finals].filter(([, state]) => state === "SUCCEEDED").length).toBe(12);
  },

  "many changes at once end in the state that is": async (world) => {
    const under = await world.start(many(200));
    const watch = world.watchFlow({ flowId: under.flowId, view: "TASKS" });
    await current(watch);
    const items = Array.from({ length: 200 }, (_, index) => ({
      flowId: under.flowId,
      taskId: `t${index}`,
      result: index,
    }));
    await Promise.all(
      [0, 50, 100, 150].map((from) => world.subject.taskCompleteBatch(world.namespace, items.slice(from, from + 50))),
    );
    expect(await watch.ended).toBeUndefined();
    const states = [...(told(watch.frames)?.tasks.values() ?? [])].map(({ state }) => state);
    expect([states.length, new Set(states)]).toEqual([200, new Set(["SUCCEEDED"])]);
  },

  "what does not fit into one frame comes in further ones": async (world) => {
    const under = await world.start(many(1_300));
    const watch = world.watchFlow({ flowId: under.flowId, view: "TASKS" });
    await current(watch);
    expect(told(watch.frames)?.tasks.size).toBe(1_300);
    const sizes = watch.frames.flatMap((frame) => (frame.kind === "update" ? [frame.tasks.length] : []));
    expect(sizes.length).toBeGreaterThan(1);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(1_000);
  },

  "a watched flow that is deleted is told as gone": async (world) => {
    const under = await world.start(flow(["a"]));
    const watch = world.watchFlow({ flowId: under.flowId });
    await current(watch);
    await under.cancel({ graceMs: 0 });
    await under.remove();
    expect(await watch.ended).toBeUndefined();
    const last = watch.frames.at(-1);
    // The end may have been told before the flow was deleted.
    if (last?.kind === "deleted") expect(last.flowId).toBe(under.flowId);
    else expect(told(watch.frames)?.flow.state).toBe("CANCELLED");
  },

  "a flow that is not there cannot be watched": async (world) => {
    await refusal(world.watchFlow({ flowId: "nowhere" }), "FLOW_NOT_FOUND");
  },

  "a revision that is none, of a namespace, or of an earlier run is refused": async (world) => {
    const under = await world.start(flow(["a"]), { flowId: "f" });
    const nonsense = await refusal(world.watchFlow({ flowId: "f", sinceRevision: "nonsense" }), "INVALID_FIELD");
    expect(nonsense.metadata["field"]).toBe("since_revision");
    const all = world.watchFlow({});
    const { revision } = await current(all);
    await refusal(world.watchFlow({ flowId: "f", sinceRevision: revision }), "REVISION_MISMATCH");
    const { flow: ended } = await under.cancel();
    await under.remove();
    await world.start(flow(["a"]), { flowId: "f" });
    await refusal(world.watchFlow({ flowId: "f", sinceRevision: ended.revision }), "REVISION_MISMATCH");
  },
};
