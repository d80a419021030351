/**
 * The benchmarks: `make bench`. Rows run one after the other on a MongoDB of their own; within a row all that is compared
 * takes turns, five rounds of each. Prints a table and writes all figures as JSON to .cache/bench/.
 * Usage: node bench/run.mjs [ROW...]
 */
import { mkdir, writeFile } from "node:fs/promises";
import { startThrowawayMongod } from "../dist/mongod/index.js";
import { machineFacts } from "./machine-facts.mjs";
import { printReport } from "./report.mjs";
import { chainRow } from "./rows/chain.mjs";
import { handOverRow } from "./rows/hand-over.mjs";

const ROUNDS = 5;
const ROWS = { chain: chainRow, "hand-over": handOverRow };

const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(ROWS);
const unknown = wanted.filter((name) => !(name in ROWS));
if (unknown.length > 0) {
  console.error(`no row ${unknown.join(", ")}; there are ${Object.keys(ROWS).join(", ")}`);
  process.exit(2);
}
const mongod = await startThrowawayMongod();
try {
  const facts = await machineFacts(mongod.uri);
  const rows = [];
  for (const name of wanted) rows.push(...(await ROWS[name](mongod.uri, ROUNDS)));
  printReport(facts, rows);
  await mkdir(".cache/bench", { recursive: true });
  const file = `.cache/bench/${facts.time.replaceAll(":", "-")}.json`;
  await writeFile(file, `${JSON.stringify({ facts, rows }, undefined, 2)}\n`);
  console.log(`\nall figures: ${file}`);
} finally {
  await mongod.stop();
}
