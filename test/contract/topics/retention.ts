/**
 * Retention: how it is set and read, and that the flows it lets go are deleted.
 */
import { expect } from "vitest";
import { refused } from "../contract-error.js";
import { flow, task } from "../specs.js";
import type { Topic, World } from "../world.js";

const DAY = 86_400_000;
const done = flow([task("t", { noop: {} })]);

/** Waits until a flow is gone, as a watcher hears of it. */
async function gone(world: World, flowId: string, act: () => Promise<unknown>): Promise<void> {
  const watch = world.watchFlow({});
  await watch.until("the watch", (frames) => frames.some(({ kind }) => kind === "current"));
  await act();
  await watch.until(`${flowId} to be deleted`, (frames) =>
    frames.some((frame) => frame.kind === "deleted" && frame.flowId === flowId),
  );
}

export const retention: Topic = {
  "a namespace keeps all its flows until somebody says otherwise": async (world) => {
    expect(await world.subject.getRetention(world.namespace)).toMatchObject({ rules: [], revision: "", deleted: 0 });
  },

  "rules are read as they were set, guarded by a revision, and setting them again changes nothing": async (world) => {
    const { namespace } = world;
    const rules = [
      { labels: { legal: "yes" } },
      { states: ["FAILED", "CANCELLED"], labels: { team: "a" }, olderThanMs: 30 * DAY },
      { olderThanMs: 7 * DAY },
    ];
    const set = await world.subject.setRetention({ namespace, rules });
    expect(set).toMatchObject({ namespace, rules });
    expect(await world.subject.getRetention(namespace)).toMatchObject({ rules, revision: set.revision });
    expect((await world.subject.setRetention({ namespace, rules })).revision).toBe(set.revision);
    const none = await world.subject.setRetention({ namespace, rules: [], expectedRevision: set.revision });
    expect(none.rules).toEqual([]);
    const stale = world.subject.setRetention({ namespace, rules, expectedRevision: set.revision });
    expect((await refused(stale, "REVISION_MISMATCH")).metadata["current"]).toBe(none.revision);
  },

  "a state that ends no flow is refused, and so are too many rules": async (world) => {
    const { namespace } = world;
    const running = world.subject.setRetention({ namespace, rules: [{ states: ["RUNNING"], olderThanMs: DAY }] });
    expect((await refused(running, "INVALID_FIELD")).metadata["field"]).toBe("rules[0].states[0]");
    const many = Array.from({ length: 65 }, () => ({ olderThanMs: DAY }));
    const tooMany = world.subject.setRetention({ namespace, rules: many });
    expect((await refused(tooMany, "LIMIT_EXCEEDED")).metadata).toMatchObject({ field: "rules", limit: "64" });
  },

  "flows that ended and are old enough are deleted; those of a rule that keeps them, and those at work, stay": async (
    world,
  ) => {
    const { namespace } = world;
    const ended = await world.start(done, { flowId: "ended" });
    expect(ended.answer.flow.state).toBe("SUCCEEDED");
    await world.start(done, { flowId: "kept", labels: { legal: "yes" } });
    await world.start(flow(["t"]), { flowId: "at-work" });
    const rules = [{ labels: { legal: "yes" } }, { states: ["SUCCEEDED"], olderThanMs: 0 }];
    await gone(world, "ended", () => world.subject.setRetention({ namespace, rules }));
    const { flows } = await world.subject.listFlows({ namespace });
    expect(flows.map(({ flowId }) => flowId).sort()).toEqual(["at-work", "kept"]);
  },
};
