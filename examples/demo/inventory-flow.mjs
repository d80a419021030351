/**
 * The demo's flow: one task for each installed package, or for each cycle of packages, ordered as they depend on each
 * other; and one that joins all results into a bill of materials.
 */
import { stronglyConnected } from "./strongly-connected.mjs";

export const MEASURE = "measure-packages";
export const JOIN = "write-bill-of-materials";

/** @typedef {import("./package-graph.mjs").InstalledPackage} InstalledPackage */

/**
 * @typedef {object} InventoryFlow
 * @property {object} definition In the form of a flow file.
 * @property {number} tasks
 * @property {number} edges
 * @property {number} cycles How many cycles of packages were collapsed into one task each.
 */

/**
 * @param {readonly InstalledPackage[]} packages
 * @param {{ name: string, version: string }} root What the packages are installed for.
 * @returns {InventoryFlow}
 */
export function inventoryFlow(packages, root) {
  const components = stronglyConnected(new Map(packages.map(({ path, dependencies }) => [path, dependencies])));
  const nameOf = new Map(components.flatMap((paths) => paths.map((path) => [path, taskName(paths)])));
  const byPath = new Map(packages.map((each) => [each.path, each]));
  const measuring = components.map((paths) => {
    const needed = new Set(paths.flatMap((path) => byPath.get(path)?.dependencies ?? []).map((to) => nameOf.get(to)));
    needed.delete(taskName(paths));
    return { name: taskName(paths), type: MEASURE, input: { paths }, depends_on: [...needed] };
  });
  const join = {
    name: "bill-of-materials",
    type: JOIN,
    input: { root, dependencies: Object.fromEntries(packages.map((each) => [each.path, each.dependencies])) },
    depends_on: measuring.map(({ name }) => name),
  };
  const tasks = [...measuring, join];
  return {
    definition: { name: "bill-of-materials", version: root.version, default_retry: { max_attempts: 3 }, tasks },
    tasks: tasks.length,
    edges: tasks.reduce((sum, task) => sum + task.depends_on.length, 0),
    cycles: components.filter((paths) => paths.length > 1).length,
  };
}

/**
 * The path of the first package, which is unlike that of any other: one version can be installed in two places.
 *
 * @param {readonly string[]} paths
 */
function taskName(paths) {
  const first = (paths[0] ?? "").replace(/^node_modules\//, "");
  return paths.length === 1 ? first : `${first} and ${paths.length - 1} around it`;
}
