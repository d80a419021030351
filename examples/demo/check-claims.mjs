/**
 * What the demo claims, checked against the flow as the server has it and against what the executors saw.
 */

/** @typedef {import("lazyengine/client").TaskDetails} TaskDetails */
/** @typedef {import("lazyengine/client").Flow} Flow */
/** @typedef {import("./measure-package.mjs").PackageMeasure} PackageMeasure */

/**
 * @typedef {object} Ran One run of a handler, as its executor told it.
 * @property {string} taskId
 * @property {number} attempt
 * @property {string} claimToken
 */

/**
 * @typedef {object} Outcome
 * @property {Flow} flow
 * @property {readonly TaskDetails[]} tasks With their results.
 * @property {readonly Ran[]} runs
 * @property {readonly string[]} packages Their paths.
 * @property {any} bill As the last task brought it: it came over the wire, so nothing is known of it yet.
 */

/**
 * One line for each claim that does not hold; empty where all do.
 *
 * @param {Outcome} outcome
 * @returns {string[]}
 */
export function brokenClaims({ flow, tasks, runs, packages, bill }) {
  return [
    ...(flow.state === "SUCCEEDED" ? [] : [`the flow is ${flow.state}: ${flow.failure?.message ?? ""}`]),
    ...tasks.filter(({ state }) => state !== "SUCCEEDED").map(({ taskId, state }) => `task ${taskId} is ${state}`),
    ...notOnce(tasks, runs),
    ...outOfOrder(tasks),
    ...wrongBill(packages, measuresOf(tasks), bill),
  ];
}

/**
 * Every package's measure, from the results of the tasks that measured.
 *
 * @param {readonly TaskDetails[]} tasks
 * @returns {PackageMeasure[]}
 */
export function measuresOf(tasks) {
  return tasks.flatMap(({ result }) => (Array.isArray(result) ? result : []));
}

/**
 * Every task was run by one executor, once, and no attempt of it but the last has an outcome.
 *
 * @param {readonly TaskDetails[]} tasks
 * @param {readonly Ran[]} runs
 */
function notOnce(tasks, runs) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const { taskId } of runs) counts.set(taskId, (counts.get(taskId) ?? 0) + 1);
  return tasks.flatMap(({ taskId, attempt: latest, attempts }) => [
    ...(counts.get(taskId) === 1 ? [] : [`task ${taskId} was run ${counts.get(taskId) ?? 0} times`]),
    ...attempts
      .filter(({ attempt, end }) => end === "SUCCEEDED" && attempt !== latest)
      .map(({ attempt }) => `attempt ${attempt} of task ${taskId} succeeded before attempt ${latest}`),
  ]);
}

/**
 * No task was claimed before all of its dependencies had ended.
 *
 * @param {readonly TaskDetails[]} tasks
 */
function outOfOrder(tasks) {
  const ends = new Map(tasks.map(({ name, endTime }) => [name, endTime ?? Number.POSITIVE_INFINITY]));
  return tasks.flatMap(({ taskId, startTime, dependsOn }) =>
    dependsOn
      .filter((name) => (startTime ?? 0) < (ends.get(name) ?? Number.POSITIVE_INFINITY))
      .map((name) => `task ${taskId} started before ${name} had ended`),
  );
}

/**
 * The bill lists every package once, with the digest that its task found.
 *
 * @param {readonly string[]} packages
 * @param {readonly PackageMeasure[]} measures
 * @param {any} bill
 */
function wrongBill(packages, measures, bill) {
  if (bill?.bomFormat !== "CycloneDX" || bill.specVersion !== "1.5") return ["the bill is no CycloneDX 1.5"];
  /** @type {{ "bom-ref": string, properties: { name: string, value: string }[] }[]} */
  const components = bill.components;
  const listed = new Map(components.map((each) => [each["bom-ref"], each]));
  const digests = new Map(measures.map(({ path, sha256 }) => [path, sha256]));
  return [
    ...(components.length === packages.length ? [] : [`the bill lists ${components.length} of ${packages.length}`]),
    ...packages
      .filter((path) => {
        const property = listed.get(path)?.properties.find(({ name }) => name === "installed:sha256");
        return property === undefined || property.value !== digests.get(path);
      })
      .map((path) => `the bill does not have what was found in ${path}`),
  ];
}
