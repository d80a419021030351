/**
 * The benchmarks: `make bench` and `make bench-quick`. Rows run one after the other on a MongoDB of their own; within a
 * row all that is compared takes turns, five rounds of each. Prints a table and writes all figures as JSON to
 * .cache/bench/. `node bench/run.mjs --help` tells the options.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { startThrowawayMongod } from "../dist/mongod/index.js";
import { ANCHORS, setUpAnchors } from "./anchors/set-up.mjs";
import { machineFacts } from "./machine-facts.mjs";
import { printReport } from "./report.mjs";
import { ROWS, ROWS_BY_NAME } from "./rows.mjs";
import { Stage } from "./stage.mjs";

const QUICK = { rows: ["chain", "many-flows", "fan", "commands"], anchors: ["bullmq"] };
const ALL_ROWS = { ...ROWS, ...ROWS_BY_NAME };
const USAGE = `node bench/run.mjs [--quick] [--rounds N] [--anchors NAME,NAME] [ROW...]
  rows: ${Object.keys(ROWS).join(", ")}; by name only: ${Object.keys(ROWS_BY_NAME).join(", ")}
  anchors beside the floor: ${Object.keys(ANCHORS).join(", ")}
  --quick: ${QUICK.rows.join(", ")} against the floor and ${QUICK.anchors.join(", ")}`;

const { rounds, rowNames, anchorNames } = readArguments();
const anchors = await setUpAnchors(anchorNames);
const mongod = await startThrowawayMongod();
try {
  const begun = performance.now();
  const facts = await machineFacts(mongod.uri, anchors);
  const file = `.cache/bench/${facts.time.replaceAll(":", "-")}.json`;
  await mkdir(".cache/bench", { recursive: true });
  const rows = [];
  const failed = {};
  for (const name of rowNames) {
    try {
      rows.push(...(await runRow(name)));
    } catch (error) {
      // What is measured is not lost where something fails, and what has failed is told at the end.
      console.error(error);
      failed[name] = error.message;
    }
    await writeFile(file, `${JSON.stringify({ facts, rows, failed }, undefined, 2)}\n`);
  }
  printReport({ facts, rows, missing: missingOf(anchors), failed });
  if (Object.keys(failed).length > 0) process.exitCode = 1;
  console.log(`\n${((performance.now() - begun) / 60_000).toFixed(1)} minutes; all figures: ${file}`);
} finally {
  await mongod.stop();
}

async function runRow(name) {
  const begun = performance.now();
  const stage = new Stage({ name, mongod, rounds, anchors });
  try {
    return await ALL_ROWS[name](stage);
  } finally {
    await stage.close();
    console.error(`bench: ${name}: ${((performance.now() - begun) / 1000).toFixed(0)} s`);
  }
}

function missingOf(all) {
  const missing = Object.entries(all).filter(([, anchor]) => anchor.missing !== undefined);
  return Object.fromEntries(missing.map(([name, anchor]) => [name, anchor.missing]));
}

function readArguments() {
  const options = {
    quick: { type: "boolean", default: false },
    rounds: { type: "string", default: "5" },
    anchors: { type: "string" },
    help: { type: "boolean", default: false },
  };
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  if (values.help) {
    console.log(USAGE);
    process.exit(0);
  }
  const rowNames = positionals.length > 0 ? positionals : values.quick ? QUICK.rows : Object.keys(ROWS);
  const named = values.anchors?.split(",").filter((name) => name !== "");
  const anchorNames = named ?? (values.quick ? QUICK.anchors : Object.keys(ANCHORS));
  const unknown = [
    ...rowNames.filter((name) => !(name in ALL_ROWS)),
    ...anchorNames.filter((name) => !(name in ANCHORS)),
  ];
  const rounds = Number(values.rounds);
  if (unknown.length > 0 || !(rounds >= 1)) {
    console.error(unknown.length > 0 ? `unknown: ${unknown.join(", ")}` : `--rounds must be a number from 1`);
    console.error(USAGE);
    process.exit(2);
  }
  return { rounds, rowNames, anchorNames };
}
