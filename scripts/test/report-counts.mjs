// How many tests passed, failed and were skipped, from what the runners write. A report that is missing or cannot be
// read counts as one failure: its runner never came to its end.
import { readFileSync } from "node:fs";

const UNREADABLE = { passed: 0, failed: 1, skipped: 0 };

/** The JSON report of vitest. A file that could not be loaded holds no test and counts as one failure. */
export function vitestCounts(path) {
  try {
    const report = JSON.parse(readFileSync(path, "utf8"));
    const unloaded = report.testResults.filter(
      (file) => file.status === "failed" && file.assertionResults.length === 0,
    );
    return {
      passed: report.numPassedTests,
      failed: report.numFailedTests + unloaded.length,
      skipped: report.numPendingTests + report.numTodoTests,
    };
  } catch {
    return UNREADABLE;
  }
}

/** The JUnit XML of pytest: the sums stand in the attributes of its testsuite elements. */
export function junitCounts(path) {
  try {
    const suites = readFileSync(path, "utf8").match(/<testsuite [^>]*>/g);
    const sum = (name) => suites.reduce((total, suite) => total + attribute(suite, name), 0);
    const failed = sum("failures") + sum("errors");
    const skipped = sum("skipped");
    return { passed: sum("tests") - failed - skipped, failed, skipped };
  } catch {
    return UNREADABLE;
  }
}

function attribute(element, name) {
  return Number(new RegExp(` ${name}="(\\d+)"`).exec(element)?.[1] ?? 0);
}
