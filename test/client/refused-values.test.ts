/**
 * What callers without types may get wrong, in options and in what they bring: refused by its path, and nothing is sent.
 */
import { expect, test } from "vitest";
import type { Client } from "../../src/client/index.js";
import { any, errorOf, silentClient } from "./silent-client.js";

type Refused = readonly [what: string, call: (client: Client) => unknown, field: string, why: string];

const REFUSED: readonly Refused[] = [
  [
    "a retention rule's age",
    (to) => to.setRetention(any([{ older: "1d" }])),
    "rules[0].older",
    "known are states, labels, olderThan",
  ],
  ["rules in no list", (to) => to.setRetention(any({ olderThan: "1d" })), "rules", "must be a list, got an object"],
  ["a rule that is none", (to) => to.setRetention(any([null])), "rules[0]", "must be an object, got null"],
  ["an age in words", (to) => to.setRetention([{ olderThan: "a day" }]), "rules[0].older_than", 'got "a day"'],
  ["an age of null", (to) => to.setRetention(any([{ olderThan: null }])), "rules[0].older_than", "got null"],
  ["states as one text", (to) => to.setRetention(any([{ states: "FAILED" }])), "rules[0].states", "must be a list"],
  [
    "a state that is none",
    (to) => to.setRetention(any([{ states: ["failed"] }])),
    "rules[0].states[0]",
    "must be one of",
  ],
  [
    "a label that is a number",
    (to) => to.setRetention(any([{ labels: { a: 1 } }])),
    'rules[0].labels["a"]',
    "must be text",
  ],
  [
    "a rate's period",
    (to) => to.updateQueue("q", any({ rateLimit: { tasks: 1, per: "1m" } })),
    "rate_limit.per",
    "period",
  ],
  [
    "a rate as a text",
    (to) => to.updateQueue("q", any({ rateLimit: "5/1m" })),
    "rate_limit",
    'must be an object, got "5/1m"',
  ],
  [
    "an end of true",
    (to) => to.updateQueue("q", any({ paused: true, pauseEndTime: true })),
    "pause_end_time",
    "got true",
  ],
  [
    "an end of null",
    (to) => to.updateQueue("q", any({ paused: true, pauseEndTime: null })),
    "pause_end_time",
    "got null",
  ],
  [
    "an end of nothing",
    (to) => to.updateQueue("q", any({ paused: true, pauseEndTime: "" })),
    "pause_end_time",
    'got ""',
  ],
  [
    "an end of text",
    (to) => to.updateQueue("q", any({ paused: true, pauseEndTime: "5" })),
    "pause_end_time",
    'got "5"',
  ],
  ["queues as one text", (to) => to.listQueues(any({ queues: "abc" })), "queues", 'must be a list, got "abc"'],
  ["a page size of text", (to) => to.listQueues(any({ pageSize: "5" })), "page_size", "must be a whole number"],
  [
    "a key without options",
    (to) => to.updateConcurrencyKey("k", any(undefined)),
    "limit",
    "is required: a whole number",
  ],
  ["a key without a limit", (to) => to.updateConcurrencyKey("k", any({ reason: "r" })), "limit", "is required"],
  ["a limit of text", (to) => to.updateConcurrencyKey("k", any({ limit: "5" })), "limit", 'got "5"'],
  [
    "a policy in lower case",
    (to) => to.putSchedule("s", any({ ...DAILY, overlapPolicy: "skip" })),
    "spec.overlap_policy",
    "SKIP",
  ],
  ["a trigger's policy", (to) => to.triggerSchedule("s", any({ overlapPolicy: "ALL" })), "overlap_policy", "ALLOW_ALL"],
  [
    "a schedule's member",
    (to) => to.putSchedule("s", any({ ...DAILY, timezone: "UTC" })),
    "spec.timezone",
    "timeZone?",
  ],
  [
    "a zone beside a span",
    (to) => to.putSchedule("s", any({ ...HOURLY, timeZone: "UTC" })),
    "spec.cron.time_zone",
    "belongs to cron",
  ],
  [
    "an offset beside cron",
    (to) => to.putSchedule("s", any({ ...DAILY, offset: "5m" })),
    "spec.interval.offset",
    "belongs to every",
  ],
  [
    "a window in words",
    (to) => to.putSchedule("s", { ...DAILY, catchupWindow: "long" }),
    "spec.catchup_window",
    'got "long"',
  ],
  [
    "a start as a text",
    (to) => to.putSchedule("s", any({ ...DAILY, startTime: "2030-01-01" })),
    "spec.start_time",
    "a Date, got",
  ],
  [
    "a priority of text",
    (to) => to.putSchedule("s", any({ ...DAILY, priority: "1" })),
    "spec.run.priority",
    "a whole number",
  ],
  [
    "a scheduled task",
    (to) => to.putSchedule("s", any({ cron: "@daily", run: { tasks: [{ nme: "a" }] } })),
    "spec.run.spec.tasks[0].nme",
    "name?",
  ],
  [
    "a digest and more",
    (to) => to.run(any({ definitionDigest: "d", name: "n" })),
    "name",
    "no such field; known are definitionDigest",
  ],
  ["nothing to run", (to) => to.run(any(undefined)), "definition", "must be a definition"],
  [
    "a task of a definition",
    (to) => to.run(any({ tasks: [{ name: "a", retires: 1 }] })),
    "spec.tasks[0].retires",
    "there is no such field",
  ],
  ["a reset of text", (to) => to.retryFlow("f", any({ reset: "false" })), "reset", "must be true or false"],
  [
    "two outcomes",
    (to) => to.taskComplete(any({ ...DONE, failure: { type: "T" } })),
    "outcome",
    "got result and failure",
  ],
  [
    "a failure's member",
    (to) => to.taskCompleteBatch(any([{ flowId: "f", taskId: "a", failure: { typ: "T" } }])),
    "items[0].failure.typ",
    "type?",
  ],
  [
    "a decision's member",
    (to) => to.taskComplete(any({ ...DONE, decision: { verdct: "FAIL" } })),
    "decision.verdct",
    "verdict?",
  ],
  ["a result without a form", (to) => to.taskComplete(any({ ...DONE, result: 1n })), "result", "has no form in JSON"],
  ["an input within itself", (to) => to.run({ name: "f" }, { input: ROUND }), "input", "has no form in JSON"],
  [
    "a claim's token",
    (to) => to.releaseTasks(any([{ flowId: "f", taskId: "a", claimToken: 5 }])),
    "claims[0].claim_token",
    "must be text, got 5",
  ],
  [
    "an assumption's member",
    (to) => to.simulateFlow({ name: "f" }, any({ assumptions: { a: { fails: 1 } } })),
    'assumptions["a"].fails',
    "failures",
  ],
  ["a name and a digest", (to) => to.getDefinition(any({ name: "n", digest: "d" })), "key", "got both"],
  [
    "a signal that is none",
    (to) => to.listQueues(any({ signal: new AbortController() })),
    "signal",
    "must be an AbortSignal",
  ],
  [
    "a deadline of text",
    (to) => to.listQueues(any({ deadlineMs: "5s" })),
    "deadlineMs",
    "must be a number of milliseconds",
  ],
  ["a retry's member", (to) => to.listQueues(any({ retry: { attempts: 3 } })), "retry.attempts", "maxAttempts"],
];

const DAILY = { cron: "@daily", run: { definitionName: "d" } };
const HOURLY = { every: "1h", run: { definitionName: "d" } };
const DONE = { flowId: "f", taskId: "a", result: 1 };
const ROUND: Record<string, unknown> = {};
ROUND["self"] = ROUND;

test.each(REFUSED)("%s is refused by its path", async (_what, call, field, why) => {
  const error = await errorOf(() => call(silentClient()));
  expect(error).toMatchObject({ code: "INVALID_ARGUMENT", reason: "INVALID_FIELD", metadata: { field } });
  expect(String(error)).toContain(`${field}: `);
  expect(String(error)).toContain(why);
});
