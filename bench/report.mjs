/**
 * The table that people read.
 */
import { showsDifference } from "./figures.mjs";

export function printReport(facts, rows) {
  for (const [name, value] of Object.entries(facts)) console.log(`${name}: ${value}`);
  console.log("\n| row | figure | median | range | against | ratio | range | goal | |");
  console.log("|---|---|---|---|---|---|---|---|---|");
  for (const { row, figure, unit, spread, against, ratio, goal } of rows) {
    const cells = [row, figure, `${shown(spread.median)} ${unit}`, range(spread)];
    cells.push(...(ratio === undefined ? ["", "", ""] : [against, shown(ratio.median), range(ratio)]));
    cells.push(goal?.text ?? "", goal === undefined ? verdictOf(ratio) : metOf(goal, spread, ratio));
    console.log(`| ${cells.join(" | ")} |`);
  }
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
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
