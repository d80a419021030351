/**
 * The shapes of flows as Temporal's workflows. Runs within its sandbox.
 */
const { proxyActivities } = require("@temporalio/workflow");

const { nothing } = proxyActivities({ startToCloseTimeout: "5 minutes" });
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
