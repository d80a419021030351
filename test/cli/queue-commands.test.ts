/**
 * `lazyengine queue`: what it shows, and that it pauses and resumes.
 */
import { afterAll, beforeAll, expect, test } from "vitest";
import { commandLine } from "./command-line.js";
import { type ServerOfCommands, serverOfCommands } from "./server-of-commands.js";

let server: ServerOfCommands;
beforeAll(async () => {
  server = await serverOfCommands();
});
afterAll(() => server.stop());

function cli(...args: readonly string[]) {
  return commandLine([...args, "--address", server.address]);
}

test("a queue is paused, shown and resumed", async () => {
  const paused = await cli("queue", "pause", "mail", "--until", "2h", "--reason", "the provider is down", "-o", "json");
  expect([paused.code, paused.stderr]).toEqual([0, ""]);
  const { queues } = JSON.parse(paused.stdout);
  expect(queues).toMatchObject([{ name: "mail", paused: true, reason: "the provider is down", work: [] }]);
  expect(Date.parse(queues[0].pause_end_time)).toBeGreaterThan(Date.now() + 3_600_000);

  const listed = await cli("queue", "list");
  expect(listed.stdout).toMatch(
    /^QUEUE +READY +OLDEST +RUNNING +SESSIONS +LIMIT +RATE +PAUSED +REASON\nmail +0 +0 +0 +until .+the provider/,
  );
  expect((await cli("queue", "list", "mail", "nowhere", "-o", "name")).stdout).toBe("mail\nnowhere");

  const resumed = await cli("queue", "resume", "mail", "-o", "jsonl");
  expect(JSON.parse(resumed.stdout)).toMatchObject({ name: "mail", paused: false, reason: "" });
});

test("a queue is limited, in one way and in both", async () => {
  const limited = await cli("queue", "limit", "sms", "--concurrency", "5", "--rate", "100/1m", "-o", "json");
  expect([limited.code, limited.stderr]).toEqual([0, ""]);
  const both = { concurrency_limit: 5, rate_limit: { tasks: 100, period: "60s" }, rate_used: 0 };
  expect(JSON.parse(limited.stdout).queues).toMatchObject([both]);
  expect((await cli("queue", "list", "sms")).stdout).toMatch(/\nsms +0 +0 +0 +0\/5 +0\/100 in 1m 00s/);
  const [queue] = JSON.parse((await cli("queue", "limit", "sms", "--rate", "0", "-o", "json")).stdout).queues;
  expect([queue.concurrency_limit, queue.rate_limit]).toEqual([5, undefined]);
});

test("what is wrong is told by its flag or field", async () => {
  const time = await cli("queue", "pause", "mail", "--until", "soon");
  expect([time.code, time.stderr]).toEqual([2, expect.stringContaining("--until")]);
  const reason = await cli("queue", "pause", "mail", "--reason", "x".repeat(2_000));
  expect(reason.code).not.toBe(0);
  expect(reason.stderr).toContain("reason");
  const period = await cli("queue", "limit", "mail", "--rate", "5");
  expect([period.code, period.stderr]).toEqual([2, expect.stringContaining("N/PERIOD")]);
  for (const rate of ["abc", "5/", "5/m", "/1m", "-1/1m", "1.5/1m", "1/1m/1m", "99999999999999999999/1m", ""]) {
    const refused = await cli("queue", "limit", "mail", "--rate", rate);
    expect([rate, refused.code, refused.stderr]).toEqual([rate, 2, expect.stringContaining("such as 100/1m")]);
  }
  const short = await cli("queue", "limit", "mail", "--rate", "5/20ms");
  expect(short.stderr).toContain("rate_limit.period: must be a duration of at least");
  expect((await cli("queue", "limit", "mail")).stderr).toContain("--rate");
});
