// The suites that `make test` runs. A suite has a name, tells whether it is there, and runs to counts of tests; those that
// keep one core busy at most (`single`) run two at a time. To add one, add a line.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { junitCounts, vitestCounts } from "./report-counts.mjs";
import { runCommand } from "./run-command.mjs";

/** What a script exits with when the toolchain it needs is missing. */
const NO_TOOLCHAIN = 3;

/** What a file shares between its tests, it makes once. */
const TWO_WORKERS = ["--numprocesses=2", "--dist=loadfile"];

export const suites = [
  { name: "TypeScript", exists: () => true, run: runVitest },
  {
    name: "Python",
    exists: () => hasPythonTests(),
    run: (reports, stdio) => runPytest(reports, stdio, "pytest.xml", ...TWO_WORKERS),
  },
  {
    name: "Mistral and LazyEngine compared",
    single: true,
    exists: () => existsSync("python/mistral_suite"),
    run: (reports, stdio) => runPytest(reports, stdio, "mistral.xml", ...mistralTests()),
  },
  {
    name: "TaskFlow's own tests",
    single: true,
    exists: () => existsSync("python/taskflow_suite"),
    run: (reports, stdio) => runPytest(reports, stdio, "taskflow.xml", "taskflow_suite"),
  },
  script("Python stubs on the oldest runtime", "scripts/check-stubs/python.sh", "oldest"),
  script("Python stubs on the newest runtime", "scripts/check-stubs/python.sh", "newest"),
  script("Go stubs", "scripts/check-stubs/go.sh"),
  script("Java stubs", "scripts/check-stubs/java.sh"),
];

/** Workbooks that operators ran are compared where the folder that has them is named. */
function mistralTests() {
  const always = ["mistral_suite/test_cases.py", "mistral_suite/test_kills.py"];
  return process.env.LAZYENGINE_TRIPLEO_WORKBOOKS ? [...always, "mistral_suite/test_workbooks.py"] : always;
}

async function runVitest(reports, stdio) {
  const report = join(reports, "vitest.json");
  const unhandled = join(reports, "vitest-unhandled.json");
  const reporters = ["default", "json", "./test/run/unhandled-errors.ts"].map((name) => `--reporter=${name}`);
  const args = ["node_modules/vitest/vitest.mjs", "run", ...reporters, `--outputFile.json=${report}`];
  const env = { ...process.env, UNHANDLED_ERRORS_FILE: unhandled };
  const code = await runCommand(process.execPath, args, { stdio, env });
  return atLeastOneFailure(code, vitestCounts(report, unhandled));
}

async function runPytest(reports, stdio, name, ...args) {
  const report = join(process.cwd(), reports, name);
  const code = await runCommand("../.venv/bin/python", ["-m", "pytest", "-q", `--junitxml=${report}`, ...args], {
    cwd: "python",
    stdio,
  });
  return atLeastOneFailure(code, junitCounts(report));
}

/** A script that proves one thing: it counts as one test. */
function script(name, path, ...args) {
  return {
    name,
    single: true,
    exists: () => existsSync(path),
    run: async (_reports, stdio) => {
      const code = await runCommand(path, args, { stdio });
      const skipped = code === NO_TOOLCHAIN;
      const failures = code === 0 || skipped ? [] : [`exit code ${code}`];
      return { passed: code === 0 ? 1 : 0, failed: failures.length, skipped: skipped ? 1 : 0, failures };
    },
  };
}

/** A runner that failed outside its tests (a file that cannot be loaded, a crash) must not look like a success. */
function atLeastOneFailure(code, counts) {
  return code === 0 || counts.failed > 0 ? counts : { ...counts, failed: 1, failures: [`exit code ${code}`] };
}

function hasPythonTests() {
  const folder = "python/tests";
  return (
    existsSync(folder) && readdirSync(folder, { recursive: true }).some((name) => /(^|\/)test_[^/]*\.py$/.test(name))
  );
}
