// How many tests passed, failed and were skipped, and which failed, from what the runners write. A report that is
// missing or cannot be read counts as one failure: its runner never came to its end.
import { readFileSync } from "node:fs";
import { relative } from "node:path";

const UNREADABLE = { passed: 0, failed: 1, skipped: 0, failures: ["no report of the runner"] };
const LONGEST_REASON = 200;

/**
 * The JSON report of vitest, and what failed outside its tests. Each of the latter counts as one failure, and so does a
 * file that could not be loaded.
 */
export function vitestCounts(path, unhandledPath) {
  try {
    const report = JSON.parse(readFileSync(path, "utf8"));
    const unhandled = JSON.parse(readFileSync(unhandledPath, "utf8"));
    const unloaded = report.testResults.filter(
      (file) => file.status === "failed" && file.assertionResults.length === 0,
    );
    const failed = report.testResults.flatMap((file) =>
      file.assertionResults.filter((one) => one.status === "failed").map((one) => [file, one]),
    );
    return {
      passed: report.numPassedTests,
      failed: report.numFailedTests + unloaded.length + unhandled.length,
      skipped: report.numPendingTests + report.numTodoTests,
      failures: [
        ...unloaded.map((file) => described(relative(".", file.name), file.message)),
        ...failed.map(([file, one]) =>
          described(`${relative(".", file.name)}: ${one.fullName}`, one.failureMessages[0]),
        ),
        ...unhandled.map((error) => `outside every test: ${error}`),
      ],
    };
  } catch {
    return UNREADABLE;
  }
}

/** The JUnit XML of pytest: the sums stand in the attributes of its testsuite elements. */
export function junitCounts(path) {
  try {
    const text = readFileSync(path, "utf8");
    const suites = text.match(/<testsuite [^>]*>/g);
    const sum = (name) => suites.reduce((total, suite) => total + attribute(suite, name), 0);
    const failed = sum("failures") + sum("errors");
    const skipped = sum("skipped");
    const cases = text.matchAll(
      /<testcase classname="([^"]*)" name="([^"]*)"[^>]*><(?:failure|error) message="([^"]*)"/g,
    );
    const failures = [...cases].map(([, module, name, message]) => described(`${module}: ${name}`, message));
    return { passed: sum("tests") - failed - skipped, failed, skipped, failures };
  } catch {
    return UNREADABLE;
  }
}

function attribute(element, name) {
  return Number(new RegExp(` ${name}="(\\d+)"`).exec(element)?.[1] ?? 0);
}

/** A name and the first line of what went wrong: enough to know it again in a log of which only the end is kept. */
function described(name, reason = "") {
  return `${name} - ${reason.split(/\n|&#10;/)[0].slice(0, LONGEST_REASON)}`;
}
