/**
 * The shapes of flows as Temporal's workflows. Runs within its sandbox.
 */
const { proxyActivities } = require("@temporalio/workflow");

/** Now and then one is lost on the way to the worker, and is done again after so long; with minutes, rounds took minutes. */
const LOST = "10 seconds";
const { nothing } = proxyActivities({ startToCloseTimeout: LOST });
const INPUT = "x".repeat(198);

async function chain(length) {
  for (let index = 0; index < length; index += 1) await nothing(INPUT);
}

async function fan(width) {
  await nothing(INPUT);
  await Promise.all(Array.from({ length: width }, () => nothing(INPUT)));
  await nothing(INPUT);
}

async function chainAndDiamond() {
  await chain(4);
  await fan(4);
}

module.exports = { chain, fan, chainAndDiamond };
