/**
 * The table that people read.
 */
import { showsDifference } from "./figures.mjs";

export function printReport({ facts, rows, missing, failed }) {
  for (const [name, value] of Object.entries(facts)) console.log(`${name}: ${value}`);
  console.log("\n| row | figure | median | range | against | ratio | range | goal | |");
  console.log("|---|---|---|---|---|---|---|---|---|");
  for (const row of rows) console.log(`| ${cellsOf(row).join(" | ")} |`);
  for (const [anchor, reason] of Object.entries(missing)) console.log(`\nANCHOR MISSING: ${anchor}: ${reason}`);
  for (const [row, reason] of Object.entries(failed)) console.log(`\nROW FAILED, not measured: ${row}: ${reason}`);
}

/** The cells of a line of the table. */
export function cellsOf({ row, figure, unit, spread, against, ratio, goal, missing }) {
  const cells = [row, figure, `${shown(spread.median)} ${unit}`, range(spread), against ?? ""];
  cells.push(...(ratio === undefined ? ["", ""] : [shown(ratio.median), range(ratio)]), goal?.text ?? "");
  if (missing !== undefined) return [...cells, "ANCHOR MISSING, not compared"];
  return [...cells, goal === undefined ? verdictOf(ratio) : metOf(goal, spread, ratio)];
}

function verdictOf(ratio) {
  return ratio === undefined || showsDifference(ratio) ? "" : "no difference shown";
}

function metOf(goal, spread, ratio) {
  const value = goal.of === "ratio" ? ratio.median : spread.median;
  const met = goal.atMost !== undefined ? value <= goal.atMost : value >= goal.atLeast;
  return [met ? "met" : "MISSED", verdictOf(ratio)].filter((text) => text !== "").join(", ");
}

function range({ least, most }) {
  return `${shown(least)}–${shown(most)}`;
}

function shown(value) {
  if (Number.isInteger(value)) return String(value);
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(value >= 0.1 ? 2 : 3);
}
