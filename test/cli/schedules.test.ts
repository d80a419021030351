// The commands about schedules, against a server: what each does, prints and ends with.
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { commandLine } from "./command-line.js";
import { type ServerOfCommands, serverOfCommands } from "./server-of-commands.js";

let server: ServerOfCommands;
const file = join(mkdtempSync(join(tmpdir(), "schedule-")), "nightly.yaml");
beforeAll(async () => {
  writeFileSync(file, "name: nightly\ntasks:\n  - name: t\n    type: work\n");
  server = await serverOfCommands();
});
afterAll(() => server.stop());

const cli = (...args: readonly string[]) => commandLine(["schedule", ...args, "--address", server.address]);

async function json(...args: readonly string[]) {
  const { code, stdout, stderr } = await cli(...args, "-o", "json");
  expect([code, stderr]).toEqual([0, ""]);
  return JSON.parse(stdout);
}

test("a schedule is made, shown, changed, paused, resumed, triggered, listed and deleted", async () => {
  const when = ["--cron", "30 2 * * *", "--time-zone", "Europe/Berlin"];
  const dry = await json("create", "n", ...when, "--file", file, "--dry-run");
  expect(dry.schedule.next_times).toHaveLength(10);
  expect((await cli("get", "n")).code).toBe(3);
  const made = await json("create", "n", ...when, "--file", file, "--input", '{"a":1}', "--note", "books");
  expect(made.schedule).toMatchObject({
    schedule_id: "n",
    spec: { cron: "30 2 * * *", time_zone: "Europe/Berlin", input: { a: 1 }, overlap_policy: "SKIP" },
    note: "books",
  });
  const twice = await cli("create", "n", ...when, "--file", file);
  expect(twice.code).not.toBe(0);
  expect(twice.stderr).toContain("SCHEDULE_EXISTS");

  const changed = await json("update", "n", "--every", "1h", "--overlap", "buffer-one");
  expect(changed.schedule.spec).toMatchObject({ every: 3_600_000, overlap_policy: "BUFFER_ONE", input: { a: 1 } });
  expect((await json("pause", "n", "--note", "full")).schedule).toMatchObject({ paused: true, note: "full" });
  expect((await json("resume", "n", "--catch-up")).schedule.paused).toBe(false);
  const { occurrence } = await json("trigger", "n", "--request-id", "r");
  expect(occurrence).toMatchObject({ outcome: "STARTED", triggered: true });
  expect((await json("trigger", "n", "--overlap", "skip")).occurrence.outcome).toBe("SKIPPED");

  const shown = await cli("get", "n");
  expect(shown.stdout).toMatch(/TIMES +every 1h 00m[\s\S]*RUNNING +n:trigger:[\s\S]*\nDUE +OUTCOME/);
  const listed = await cli("list");
  expect(listed.stdout).toMatch(/^SCHEDULE +TIMES[\s\S]*\nn +every 1h 00m/);
  expect((await cli("list", "-o", "name")).stdout).toBe("n");
  expect((await cli("delete", "n")).stdout).toBe("deleted n");
  expect((await cli("delete", "n", "--allow-missing")).stdout).toBe("there was no schedule n");
});

test.each([
  [["--file", file], "--cron or --every"],
  [["--cron", "@daily"], "--file, --definition and --digest"],
  [["--cron", "@daily", "--every", "1h", "--file", file], "exclude each other"],
  [["--every", "1h", "--time-zone", "UTC", "--file", file], "--time-zone"],
  [["--cron", "@daily", "--file", file, "--definition", "d"], "exclude each other"],
  [["--cron", "61 * * * *", "--file", file], "spec.cron.expression"],
])("create with %j is refused, and says why", async (flags, why) => {
  const { code, stderr } = await cli("create", "bad", ...flags);
  expect(code).not.toBe(0);
  expect(stderr).toContain(why);
});

test("retention is set by rules in words, and shown", async () => {
  const retention = (...args: readonly string[]) => commandLine(["retention", ...args, "--address", server.address]);
  const set = await retention(
    "set",
    "--rule",
    "keep legal=yes",
    "--rule",
    "90d failed team=a",
    "--rule",
    "7d",
    "-o",
    "json",
  );
  expect([set.code, set.stderr]).toEqual([0, ""]);
  expect(JSON.parse(set.stdout).retention.rules).toEqual([
    { labels: { legal: "yes" } },
    { states: ["FAILED"], labels: { team: "a" }, older_than: 90 * 86_400_000 },
    { older_than: 7 * 86_400_000 },
  ]);
  expect((await retention("get")).stdout).toMatch(
    /^KEPT FOR +STATES +LABELS\never +all +legal=yes\n90d 0h +FAILED +team=a/,
  );
  expect((await retention("set", "--rule", "7d faild")).stderr).toContain("faild is neither");
  expect((await retention("set")).stdout).toBe("no rules: all flows are kept\n0 deleted so far");
});
