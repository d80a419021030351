/**
 * The model of completion, join, lease, session and outbox, looked through whole by SPIN, and with each of its rules
 * broken. Skipped where `spin` or a C compiler is missing.
 */
import { execFile, spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, onTestFinished, test } from "vitest";

const run = promisify(execFile);
const MODEL = fileURLToPath(new URL("completion.pml", import.meta.url));
/** The whole takes half a minute of a core; the bound only tells a slow machine from one that is out of memory. */
const LIMIT_MS = 900_000;
const DEPTH = 10_000;

/** What is broken, and what of the promises that breaks. */
const BROKEN: readonly (readonly [rule: string, name: string, promise: RegExp])[] = [
  ["C1: writes are not guarded by the version", "NO_GUARD", /state/],
  ["C2: acknowledged before it is recorded", "ANSWER_FIRST", /state/],
  ["C3: a write without an answer counts as landed", "UNKNOWN_LANDED", /state/],
  ["C4: what another segment is to be told is in memory only", "FORGET_OUTBOX", /state/],
  ["A2: an outcome counts by whatever claim it is brought", "NO_FENCE", /attempt\[/],
  ["M2: a join counts arrivals, and a message is applied as often as it comes", "COUNT_ARRIVALS", /readied==1/],
  ["L3: what an expired session holds is looked for once", "SCAN_ONCE", /state/],
  [
    "L3: all that a session holds is taken back, also what it has claimed since it was opened anew",
    "EPOCH_IGNORED",
    /holder/,
  ],
];

const missing = [
  ["spin", "-V"],
  ["cc", "--version"],
].filter(([command = "", flag = ""]) => spawnSync(command, [flag]).error !== undefined);
if (missing.length > 0) console.warn(`the model is not checked: ${missing.join(" and ")} cannot be run (make tools)`);

describe.skipIf(missing.length > 0)("the model", () => {
  test("keeps its promises in every order, with a crash anywhere", { timeout: LIMIT_MS }, async () => {
    const told = await lookThrough();
    expect(told).toMatch(/errors: 0\b/);
    expect(told).not.toMatch(/search depth too small|out of memory|Search not completed/i);
    console.log(/\d+ states, stored/.exec(told)?.[0]);
  });

  test.each(BROKEN)("%s: noticed", { timeout: LIMIT_MS }, async (_rule, name, promise) => {
    expect(/assertion violated (.*)/.exec(await lookThrough(name))?.[1]).toMatch(promise);
  });
});

/** What SPIN's program for the model prints. */
async function lookThrough(broken?: string): Promise<string> {
  const cwd = await mkdtemp(join(tmpdir(), "lazyengine-model-"));
  onTestFinished(() => rm(cwd, { recursive: true, force: true }));
  await run("spin", [...(broken === undefined ? [] : [`-D${broken}`]), "-a", MODEL], { cwd });
  // Of a broken model little is looked through before it shows: to optimise its program takes longer than to run it.
  const optimised = broken === undefined ? "-O1" : "-O0";
  await run("cc", [optimised, "-w", "-DSAFETY", "-DCOLLAPSE", "-o", "pan", "pan.c"], { cwd });
  const { stdout } = await run("./pan", [`-m${DEPTH}`, "-w24", "-n"], { cwd, maxBuffer: 64 * 1024 * 1024 });
  return stdout;
}
