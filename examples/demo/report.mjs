/**
 * What the demo tells at its end: the licences, and the figures of the run.
 */

/**
 * @typedef {object} Figures
 * @property {import("./inventory-flow.mjs").InventoryFlow} flow
 * @property {readonly import("lazyengine/client").TaskDetails[]} tasks
 * @property {readonly import("./check-claims.mjs").Ran[]} runs
 * @property {readonly import("./measure-package.mjs").PackageMeasure[]} measures
 * @property {readonly { license: string, packages: number }[]} licences
 * @property {number} kills
 * @property {number} restartMs
 * @property {number} seconds
 */

/**
 * @param {Figures} figures
 * @returns {string[]}
 */
export function reportLines({ flow, tasks, runs, measures, licences, kills, restartMs, seconds }) {
  const files = measures.reduce((sum, measure) => sum + measure.files, 0);
  const megabytes = measures.reduce((sum, measure) => sum + measure.bytes, 0) / 1e6;
  const redelivered = tasks.reduce((sum, { attempt }) => sum + attempt - 1, 0);
  return [
    ...columns([["LICENCE", "PACKAGES"], ...licences.map((row) => [row.license, String(row.packages)])]),
    "",
    ...columns([
      ["tasks", String(tasks.length)],
      ["edges", String(flow.edges)],
      ["cycles collapsed", String(flow.cycles)],
      ["runs of handlers", String(runs.length)],
      ["redeliveries", String(redelivered)],
      ["kills of the server", String(kills)],
      ["restart", `${Math.round(restartMs)} ms`],
      ["files hashed", String(files)],
      ["megabytes hashed", megabytes.toFixed(1)],
      ["seconds", seconds.toFixed(1)],
    ]),
  ];
}

/**
 * Two columns, the second one aligned to the right.
 *
 * @param {readonly (readonly string[])[]} rows
 */
function columns(rows) {
  const left = Math.max(...rows.map(([name = ""]) => name.length));
  const right = Math.max(...rows.map(([, value = ""]) => value.length));
  return rows.map(([name = "", value = ""]) => `${name.padEnd(left)}  ${value.padStart(right)}`);
}
