/**
 * Repeats: by request_id, by claim and outcome, by ids alone. Decisions (1) to (3) of a completion.
 */
import { expect } from "vitest";
import { refused } from "../contract-error.js";
import { idsOf } from "../flow-under-test.js";
import { chain, flow, task } from "../specs.js";
import type { Completion } from "../subject.js";
import type { Topic } from "../world.js";

const AGAIN = { max_attempts: 5, initial_interval: "0s" };

export const idempotency: Topic = {
  "a repeat by request_id gets the recorded outcome and what it made ready": async (world) => {
    const under = await world.start(chain("a", "b", "c"));
    const first = await under.complete("a", { result: 1, requestId: "r1" });
    await under.succeed("b");
    const repeat = await under.complete("a", { result: 1, requestId: "r1" });
    expect(repeat).toMatchObject({
      replayed: true,
      changes: [],
      task: { taskId: "a", state: "SUCCEEDED", attempt: 1 },
    });
    expect(idsOf(repeat.ready)).toEqual(idsOf(first.ready));
    expect(repeat.flow.counts).toEqual({ SUCCEEDED: 2, READY: 1 });
  },

  "a repeat is recognised long after the flow has ended": async (world) => {
    const under = await world.start(chain("a", "b"));
    await under.complete("a", { result: 1, requestId: "r1" });
    const { flow: ended } = await under.succeed("b");
    for (const fields of [{ requestId: "r1" }, {}]) {
      const repeat = await under.complete("a", { result: 1, ...fields });
      expect(repeat).toMatchObject({ replayed: true, flow: { state: "SUCCEEDED", revision: ended.revision } });
    }
  },

  "a request_id that comes with another outcome is refused, whatever the outcome": async (world) => {
    const under = await world.start(flow(["a", "b"]));
    await under.complete("a", { result: 1, requestId: "r1" });
    const others: Partial<Completion>[] = [
      { result: 2 },
      { failure: { type: "Broken" } },
      { cancelled: {} },
      { deferred: {} },
    ];
    for (const other of others) {
      const error = await refused(under.complete("a", { requestId: "r1", ...other }), "REQUEST_ID_REUSED");
      expect(error.metadata["request_id"]).toBe("r1");
    }
  },

  "a request_id that comes with another task of the flow is refused": async (world) => {
    const under = await world.start(flow(["a", "b"]));
    await under.complete("a", { result: 1, requestId: "r1" });
    await refused(under.complete("b", { result: 1, requestId: "r1" }), "REQUEST_ID_REUSED");
    expect(await under.states()).toEqual({ a: "SUCCEEDED", b: "READY" });
  },

  "a request_id belongs to its flow and its RPC": async (world) => {
    const one = await world.start(flow(["a"]), { requestId: "r1" });
    const two = await world.start(flow(["a"]), { requestId: "r1" });
    expect((await one.suspend({ requestId: "r1" })).replayed).toBe(false);
    expect((await one.complete("a", { result: 1, requestId: "r1" })).replayed).toBe(false);
    expect((await two.complete("a", { result: 2, requestId: "r1" })).replayed).toBe(false);
  },

  "a repeat with the claim's token is replayed without a request_id, another outcome is refused": async (world) => {
    const under = await world.start(flow(["a"]));
    const { claimToken } = await world.claim();
    await under.complete("a", { result: 1, claimToken });
    expect((await under.complete("a", { result: 1, claimToken })).replayed).toBe(true);
    const error = await refused(under.complete("a", { result: 2, claimToken }), "ALREADY_COMPLETED");
    expect(error.metadata).toMatchObject({ flow_id: under.flowId, task_id: "a", attempt: "1", state: "SUCCEEDED" });
  },

  "a repeat with the attempt's number is replayed, another outcome is refused": async (world) => {
    const under = await world.start(flow(["a"]));
    await under.complete("a", { result: 1, attempt: 1 });
    expect((await under.complete("a", { result: 1, attempt: 1 })).replayed).toBe(true);
    await refused(under.complete("a", { failure: { type: "Broken" }, attempt: 1 }), "ALREADY_COMPLETED");
  },

  "an equal outcome by ids alone is a repeat, another one is refused": async (world) => {
    const under = await world.start(flow(["a"]));
    await under.complete("a", { result: { n: 1 } });
    expect((await under.complete("a", { result: { n: 1 } })).replayed).toBe(true);
    await refused(under.complete("a", { result: { n: 2 } }), "ALREADY_COMPLETED");
    await refused(under.complete("a", { cancelled: {} }), "ALREADY_COMPLETED");
  },

  "by ids alone an equal failure is a new one where the task can be completed again": async (world) => {
    const under = await world.start(flow([task("a", { retry: AGAIN })]));
    const failure = { type: "Broken", message: "it broke" };
    await under.complete("a", { failure, requestId: "r1" });
    await under.untilTask("a", "READY");
    expect((await under.complete("a", { failure, requestId: "r1" })).replayed).toBe(true);
    expect(await under.task("a")).toMatchObject({ state: "READY", tries: 1 });
    const second = await under.complete("a", { failure, requestId: "r2" });
    expect(second).toMatchObject({ replayed: false, task: { attempt: 2, tries: 2 } });
  },

  "results are equal by data and content type, whatever their metadata": async (world) => {
    const under = await world.start(flow(["a"]));
    const raw = (base64: string, type: string, note: string) => ({
      "@payload": { base64, content_type: type, metadata: { note } },
    });
    await under.complete("a", { result: raw("AAEC", "image/png", "first") });
    expect((await under.complete("a", { result: raw("AAEC", "image/png", "second") })).replayed).toBe(true);
    await refused(under.complete("a", { result: raw("AAED", "image/png", "first") }), "ALREADY_COMPLETED");
    await refused(under.complete("a", { result: raw("AAEC", "image/gif", "first") }), "ALREADY_COMPLETED");
  },

  "failures are equal by type, message, details and retryable": async (world) => {
    const under = await world.start(flow(["a"]));
    const failure = { type: "Broken", message: "m", details: { n: 1 }, retryable: false };
    await under.complete("a", { failure });
    const equal = { ...failure, retryAfterMs: 5_000, causes: [{ type: "Other" }] };
    expect((await under.complete("a", { failure: equal })).replayed).toBe(true);
    const others = [{ type: "Other" }, { message: "n" }, { details: { n: 2 } }, { retryable: true }];
    for (const other of others) {
      await refused(under.complete("a", { failure: { ...failure, ...other } }), "ALREADY_COMPLETED");
    }
  },

  "the outcome of an earlier attempt is replayed though a later one is claimed": async (world) => {
    const under = await world.start(flow([task("a", { retry: AGAIN })]));
    const first = await world.claim();
    const failure = { type: "Broken", message: "once" };
    await under.complete("a", { failure, claimToken: first.claimToken });
    const second = await world.claim();
    expect(second.attempt).toBe(2);
    expect((await under.complete("a", { failure, claimToken: first.claimToken })).replayed).toBe(true);
    const other = { result: "late", claimToken: first.claimToken };
    expect((await refused(under.complete("a", other), "ALREADY_COMPLETED")).metadata["attempt"]).toBe("1");
    expect(await under.task("a")).toMatchObject({ state: "RUNNING", attempt: 2, tries: 1 });
  },

  "a repeat of a retried failure by request_id shows the task as it is now": async (world) => {
    const under = await world.start(flow([task("a", { retry: AGAIN })]));
    await under.fail("a", "Broken", { requestId: "r1" });
    await under.untilTask("a", "READY");
    await under.complete("a", { result: "second", requestId: "r2" });
    const repeat = await under.fail("a", "Broken", { requestId: "r1" });
    expect(repeat).toMatchObject({ replayed: true, task: { state: "SUCCEEDED", attempt: 2, tries: 1 } });
  },

  "many equal completions at once are recorded once": async (world) => {
    const under = await world.start(chain("a", "b"));
    const answers = await Promise.all(Array.from({ length: 25 }, () => under.complete("a", { result: 1 })));
    expect(answers.filter(({ replayed }) => !replayed).length).toBe(1);
    expect(answers.map(({ ready }) => idsOf(ready))).toEqual(answers.map(() => ["b"]));
    expect(await under.task("a")).toMatchObject({ attempt: 1 });
  },

  "of many different completions at once one is recorded": async (world) => {
    const under = await world.start(flow(["a"]));
    const results = await Promise.allSettled(Array.from({ length: 25 }, (_, n) => under.complete("a", { result: n })));
    expect(results.filter(({ status }) => status === "fulfilled").length).toBe(1);
    const reasons = results.flatMap((result) => (result.status === "rejected" ? [result.reason.reason] : []));
    expect(new Set(reasons)).toEqual(new Set(["ALREADY_COMPLETED"]));
  },
};
