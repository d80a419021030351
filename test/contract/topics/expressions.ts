/**
 * Expressions of definitions: conditions of edges.
 */
import { expect } from "vitest";
import { refused } from "../contract-error.js";
import { brief, idsOf } from "../flow-under-test.js";
import { after, flow, task } from "../specs.js";
import type { Topic } from "../world.js";

export const expressions: Topic = {
  "edges fire whose conditions hold, in the order of their numbers": async (world) => {
    const next = [
      { to: "high", condition: "result.score > input.limit" },
      { to: "low", condition: "!(result.score > input.limit)" },
      "always",
    ];
    const under = await world.start(flow([task("a", { next }), "high", "low", "always"]), { input: { limit: 10 } });
    const { ready, changes } = await under.complete("a", { result: { score: 12 } });
    expect(idsOf(ready)).toEqual(["high", "always"]);
    expect(brief(changes)).toContain("low PENDING>SKIPPED");
    expect((await under.task("a")).fired.map(({ edge }) => edge)).toEqual([0, 2]);
    expect((await under.succeed("high", "always")).flow.state).toBe("SUCCEEDED");
  },

  "a dependency has a condition, too: what cannot lead on any more skips the task": async (world) => {
    const condition = "tasks.a.result.go";
    const spec = flow(["a", after([{ task: "a", on: ["success"], condition }], "b"), after(["b"], "c")]);
    const yes = await world.start(spec);
    expect(idsOf((await yes.complete("a", { result: { go: true } })).ready)).toEqual(["b"]);
    const no = await world.start(spec);
    const { flow: ended } = await no.complete("a", { result: { go: false } });
    expect(ended).toMatchObject({ state: "SUCCEEDED", counts: { SUCCEEDED: 1, SKIPPED: 2 } });
  },

  "results and inputs of any size can be read": async (world) => {
    const text = "x".repeat(5_000);
    const next = [{ to: "b", condition: "size(result.text) == 5000 && result.text == input.text" }];
    const condition = "tasks.a.result.text == input.text && tasks.b.result.text == input.text";
    const spec = flow([
      task("a", { next }),
      "b",
      after(["b"], "c"),
      after([{ task: "c", on: ["success"], condition }], "d"),
    ]);
    const under = await world.start(spec, { input: { text } });
    expect(idsOf((await under.complete("a", { result: { text } })).ready)).toEqual(["b"]);
    expect(idsOf((await under.complete("b", { result: { text } })).ready)).toEqual(["c"]);
    expect(idsOf((await under.succeed("c")).ready)).toEqual(["d"]);
  },

  "a failure is handled only where the condition of its edge holds": async (world) => {
    const next = [{ to: "mend", on: ["failure"], condition: "failure.type == 'Mendable'" }] as const;
    const spec = flow([task("a", { next }), "mend"]);
    const mended = await world.start(spec);
    await mended.fail("a", "Mendable");
    expect((await mended.succeed("mend")).flow.state).toBe("SUCCEEDED");
    const broken = await world.start(spec);
    expect((await broken.fail("a", "Other")).flow).toMatchObject({ state: "FAILED", failure: { type: "Other" } });
  },

  "a condition that cannot be evaluated fails its task, with the field, the place and the text": async (world) => {
    const next = [
      { to: "b", condition: "result.none == 1" },
      { to: "mend", on: ["failure"] },
    ] as const;
    const under = await world.start(flow([task("a", { next }), "b", "mend"]));
    expect(idsOf((await under.complete("a", { result: {} })).ready)).toEqual(["mend"]);
    const { state, failure, result } = await under.task("a");
    expect([state, failure?.type, result]).toEqual(["FAILED", "EXPRESSION_FAILED", undefined]);
    expect(failure?.message).toBe(
      "tasks[0].next[0].condition, line 1, column 7: field not found: none, in result.none == 1",
    );
    expect((await under.succeed("mend")).flow.state).toBe("SUCCEEDED");
  },

  "payloads that are not JSON cannot be read": async (world) => {
    const under = await world.start(flow([task("a", { next: [{ to: "b", condition: "result == 1" }] }), "b"]));
    const result = { "@payload": { base64: "AAEC", content_type: "application/octet-stream" } };
    const { flow: ended } = await under.complete("a", { result });
    expect(ended).toMatchObject({ state: "FAILED", failure: { type: "EXPRESSION_FAILED" } });
    expect(ended.failure?.message).toContain('result is "application/octet-stream": expressions read application/json');
  },

  "in a suspended flow they are evaluated as well; in one that is cancelled nothing leads on": async (world) => {
    const spec = flow([task("a", { next: [{ to: "b", condition: "result == 'done'" }] }), "b"]);
    const under = await world.start(spec);
    await under.suspend();
    await under.succeed("a");
    expect(await under.task("b")).toMatchObject({ state: "READY" });
    await under.resume();
    expect((await under.succeed("b")).flow.state).toBe("SUCCEEDED");
    const cancelled = await world.start(spec);
    const { taskId, claimToken } = await world.claim();
    await cancelled.cancel();
    const { flow: ended } = await cancelled.complete(taskId, { result: "done", claimToken });
    expect(ended).toMatchObject({ state: "CANCELLED", counts: { SUCCEEDED: 1, CANCELLED: 1 } });
  },

  "what is wrong with an expression is refused by its place": async (world) => {
    const refuse = (condition: string, reason: "INVALID_FIELD" | "LIMIT_EXCEEDED") =>
      refused(world.start(flow([task("a", { next: [{ to: "b", condition }] }), "b"])), reason);
    const { message } = await refuse("result.x &&\n tasks.z.result", "INVALID_FIELD");
    expect(message).toContain('tasks[0].next[0].condition: line 2, column 7: the definition has no task "z"');
    await refuse("result ==", "INVALID_FIELD");
    await refuse("tries + 1", "INVALID_FIELD");
    await refuse(`'${"x".repeat(5_000)}' == ''`, "LIMIT_EXCEEDED");
  },

  "definitions are given back with their conditions": async (world) => {
    const spec = flow([task("a", { next: [{ to: "b", condition: "result.ok" }] }), "b"], { name: "guarded" });
    const under = await world.start(spec);
    const next = [{ to: "b", condition: "result.fine" }];
    const other = await world.start(flow([task("a", { next }), "b"], { name: "guarded" }));
    expect(other.answer.flow.definitionDigest).not.toBe(under.answer.flow.definitionDigest);
  },
};
