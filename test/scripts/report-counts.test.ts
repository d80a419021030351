// The counting behind the last line of `make test`: nothing that went wrong may be counted as nothing.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

const script = new URL("../../scripts/test/report-counts.mjs", import.meta.url);
const { vitestCounts, junitCounts } = await import(script.href);

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lazyengine-reports-"));
});

afterAll(() => rm(folder, { recursive: true }));

async function report(text: string, name = "report"): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

test("counts vitest's tests, a file that could not be loaded and what failed outside of tests, and names them", async () => {
  const path = await report(
    JSON.stringify({
      numPassedTests: 7,
      numFailedTests: 1,
      numPendingTests: 2,
      numTodoTests: 1,
      testResults: [
        {
          name: join(process.cwd(), "test/a.test.ts"),
          status: "failed",
          assertionResults: [{ status: "failed", fullName: "a works", failureMessages: ["Error: no\n  at a"] }],
        },
        { name: join(process.cwd(), "test/b.test.ts"), status: "failed", message: "torn", assertionResults: [] },
        { status: "passed", assertionResults: [] },
      ],
    }),
  );
  const unhandled = await report('["Error: nobody waited for this"]', "unhandled");
  const failures = [
    "test/b.test.ts - torn",
    "test/a.test.ts: a works - Error: no",
    "outside every test: Error: nobody waited for this",
  ];
  expect(vitestCounts(path, unhandled)).toEqual({ passed: 7, failed: 3, skipped: 3, failures });
});

test("counts pytest's errors as failures", async () => {
  const path = await report(
    '<?xml version="1.0"?><testsuites name="pytest tests"><testsuite name="pytest" errors="1" failures="2" skipped="3" tests="10" time="1.5"><testcase classname="tests.test_a" name="test_b" time="0.1"><failure message="assert 1 == 2&#10;more">more</failure></testcase></testsuite></testsuites>',
  );
  const failures = ["tests.test_a: test_b - assert 1 == 2"];
  expect(junitCounts(path)).toEqual({ passed: 4, failed: 3, skipped: 3, failures });
});

test.each([
  ["is missing", undefined],
  ["is torn", '{"numPassedTests": 3'],
  ["is empty", ""],
])("counts a report that %s as one failure", async (_case, text) => {
  const path = text === undefined ? join(folder, "none") : await report(text);
  const counts = { passed: 0, failed: 1, skipped: 0, failures: ["no report of the runner"] };
  expect(vitestCounts(path, await report("[]", "unhandled"))).toEqual(counts);
  expect(junitCounts(path)).toEqual(counts);
});
