// Runs every suite and ends with one line over all of them: N passed, N failed, N skipped. Suites that use both cores run
// one after the other, then the others two at a time.
// Exits with 1 when something failed, or, with REQUIRE_ALL=1, when something was skipped.
import { closeSync, mkdirSync, openSync, readFileSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { suites } from "./test/suites.mjs";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));

const reports = ".cache/reports";
rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });

const total = { passed: 0, failed: 0, skipped: 0 };
const lines = [];
const failures = [];
const present = suites.filter((suite) => suite.exists());
for (const suite of present.filter(({ single }) => !single)) {
  console.log(`\n=== ${suite.name}`);
  await run(suite, ["ignore", "inherit", "inherit"]);
}
const left = present.filter(({ single }) => single);
await Promise.all([runSingle(), runSingle()]);

if (failures.length > 0) console.log(`\nfailed:\n${failures.join("\n")}`);
console.log(`\nsuites:\n${lines.join("\n")}`);
const incomplete = process.env.REQUIRE_ALL === "1" && total.skipped > 0;
if (incomplete) console.log("nothing may be skipped here (REQUIRE_ALL=1)");
console.log(told(total));
process.exitCode = total.failed > 0 || total.passed === 0 || incomplete ? 1 : 0;

async function run(suite, stdio) {
  const started = performance.now();
  const counts = await suite.run(reports, stdio);
  for (const key of Object.keys(total)) total[key] += counts[key];
  failures.push(...(counts.failures ?? []).map((failure) => `  ${suite.name}: ${failure}`));
  lines.push(`  ${suite.name}: ${told(counts)} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
}

/** One after the other of those that are left. What they print is shown when they have ended: two run at a time. */
async function runSingle() {
  for (let suite = left.shift(); suite !== undefined; suite = left.shift()) {
    const path = `${reports}/${suite.name.replaceAll(/\W+/g, "-").toLowerCase()}.log`;
    const log = openSync(path, "w");
    await run(suite, ["ignore", log, log]);
    closeSync(log);
    console.log(`\n=== ${suite.name}\n${readFileSync(path, "utf8")}`);
  }
}

function told({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
