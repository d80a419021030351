// Runs every suite, one after the other, and ends with one line over all of them: N passed, N failed, N skipped.
// Exits with 1 when something failed, or, with REQUIRE_ALL=1, when something was skipped.
import { mkdirSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { suites } from "./test/suites.mjs";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));

const reports = ".cache/reports";
rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });

const total = { passed: 0, failed: 0, skipped: 0 };
const lines = [];
const failures = [];
for (const suite of suites) {
  if (!suite.exists()) continue;
  console.log(`\n=== ${suite.name}`);
  const started = performance.now();
  const counts = await suite.run(reports);
  for (const key of Object.keys(total)) total[key] += counts[key];
  failures.push(...(counts.failures ?? []).map((failure) => `  ${suite.name}: ${failure}`));
  lines.push(`  ${suite.name}: ${told(counts)} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
}

if (failures.length > 0) console.log(`\nfailed:\n${failures.join("\n")}`);
console.log(`\nsuites:\n${lines.join("\n")}`);
const incomplete = process.env.REQUIRE_ALL === "1" && total.skipped > 0;
if (incomplete) console.log("nothing may be skipped here (REQUIRE_ALL=1)");
console.log(told(total));
process.exitCode = total.failed > 0 || total.passed === 0 || incomplete ? 1 : 0;

function told({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
