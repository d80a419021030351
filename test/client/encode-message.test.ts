/**
 * What has no form in a message is refused by its field before anything is sent, also for callers without types.
 */
import { create } from "@bufbuild/protobuf";
import { expect, test } from "vitest";
import { QueueSchema } from "#gen/lazyengine/v1/queue_pb.js";
import type { Client } from "../../src/client/index.js";
import { scriptedServer } from "./scripted-server.js";

/** What a caller without types may give. */
type Any = never;
const given = (value: unknown) => value as Any;
const WHOLE = "must be a whole number from 0 to 4294967295, got";
const HALF = "must be Unicode: half of a surrogate pair stands alone in";

const REFUSED: readonly (readonly [what: string, call: (client: Client) => unknown, field: string, why: string])[] = [
  ["NaN", (to) => to.updateQueue("q", { concurrencyLimit: Number.NaN }), "concurrency_limit", `${WHOLE} NaN`],
  ["-1", (to) => to.updateQueue("q", { concurrencyLimit: -1 }), "concurrency_limit", `${WHOLE} -1`],
  ["1.5", (to) => to.updateQueue("q", { rateLimit: { tasks: 1.5, period: "1m" } }), "rate_limit.tasks", `${WHOLE} 1.5`],
  ["5n", (to) => to.updateQueue("q", given({ concurrencyLimit: 5n })), "concurrency_limit", `${WHOLE} 5n`],
  [
    "text for true",
    (to) => to.updateQueue("q", given({ paused: "false" })),
    "paused",
    'must be true or false, got "false"',
  ],
  [
    "a rate of nothing",
    (to) => to.updateQueue("q", given({ rateLimit: {} })),
    "rate_limit.tasks",
    "must be a whole number; 0 = any number",
  ],
  ["half of a pair", (to) => to.updateQueue("q\ud800", { paused: true }), "queue", `${HALF} "q\\ud800"`],
  ["half of a pair in a list", (to) => to.listQueues({ queues: ["a", "\udc00"] }), "queues[1]", `${HALF} "\\udc00"`],
  [
    "half of a pair in a map",
    (to) => to.run({ name: "f", tasks: [] }, { labels: { a: "\ud800" } }),
    'labels["a"]',
    `${HALF} "\\ud800"`,
  ],
  [
    "half of a pair deep in a definition",
    (to) => to.run({ name: "f", tasks: [{ name: "a", type: "t\udfff" }] }),
    "spec.tasks[0].type",
    `${HALF} "t\\udfff"`,
  ],
  [
    "no moment",
    (to) => to.updateQueue("q", { paused: true, pauseEndTime: new Date("soon") }),
    "pause_end_time",
    "must be milliseconds since the epoch or a Date, got an invalid Date",
  ],
  ["no schedule", (to) => to.putSchedule("s", given(undefined)), "spec", "must be an object"],
  ["nothing to run", (to) => to.putSchedule("s", given({ cron: "@daily" })), "spec.run", "must be a definition"],
  ["an empty definition", (to) => to.putSchedule("s", given({ cron: "@daily", run: {} })), "spec.run", "must be a"],
  [
    "two timings",
    (to) => to.putSchedule("s", given({ cron: "@daily", every: "1h", run: { definitionName: "d" } })),
    "spec.timing",
    "must be cron or every, got both",
  ],
  [
    "no timing",
    (to) => to.putSchedule("s", given({ run: { definitionName: "d" } })),
    "spec.timing",
    "must be cron or every, got neither",
  ],
];

/** Nobody is to call it. */
const NOTHING = { updateQueue: () => expect.fail("a call was sent") };

test.each(REFUSED)("%s is refused by its field", async (_what, call, field, why) => {
  const server = await scriptedServer(NOTHING);
  const error = await (async () => call(server.client()))().catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: "INVALID_ARGUMENT", reason: "INVALID_FIELD", metadata: { field } });
  expect(String(error)).toContain(`${field}: ${why}`);
  expect(server.calls).toEqual({});
});

test("durations that no message can say are refused by their field", async () => {
  const server = await scriptedServer(NOTHING);
  for (const period of [Number.NaN, Number.POSITIVE_INFINITY, 1e30, "99999999999999999999d"]) {
    const call = server.client().updateQueue("q", { rateLimit: { tasks: 1, period } });
    await expect(call).rejects.toThrow(/^rate_limit\.period: must be at most 315576000000000 milliseconds, got/);
  }
});

test("a replacement character that was meant is sent as it is, and so is any pair", async () => {
  const names: string[] = [];
  const server = await scriptedServer({
    updateQueue: ({ queue }) => {
      names.push(queue);
      return { queue: create(QueueSchema, { name: queue }) };
    },
  });
  for (const name of ["a\ufffdb", "😀"]) await server.client().updateQueue(name, { paused: true });
  expect(names).toEqual(["a\ufffdb", "😀"]);
});
