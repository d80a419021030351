/**
 * Collapses the cycles of a dependency graph: the strongly connected components by Tarjan's algorithm, without
 * recursion, so that a long chain cannot exhaust the stack.
 */

/**
 * @typedef {object} Visit One node on the path of the search.
 * @property {string} node
 * @property {readonly string[]} dependencies
 * @property {number} next The first dependency that was not looked at yet.
 */

/**
 * The components of the graph, dependencies first: every component comes after those it depends on. Nodes that depend
 * on each other, directly or around a cycle, share one; any other node is alone in its own.
 *
 * @param {ReadonlyMap<string, readonly string[]>} dependenciesOf Each node with the nodes it depends on.
 * @returns {string[][]} Each component's members in the order of the map.
 * @throws {Error} where a dependency is no node of the graph.
 */
export function stronglyConnected(dependenciesOf) {
  const order = new Map([...dependenciesOf.keys()].map((node, position) => [node, position]));
  /** @type {Search} */
  const search = { dependenciesOf, index: new Map(), low: new Map(), open: [], isOpen: new Set(), components: [] };
  for (const node of dependenciesOf.keys()) {
    if (!search.index.has(node)) visitFrom(node, search);
  }
  return search.components.map((members) => members.sort((a, b) => position(order, a) - position(order, b)));
}

/**
 * @typedef {object} Search
 * @property {ReadonlyMap<string, readonly string[]>} dependenciesOf
 * @property {Map<string, number>} index When each node was reached.
 * @property {Map<string, number>} low The earliest open node that each can reach.
 * @property {string[]} open Reached nodes whose component is not complete.
 * @property {Set<string>} isOpen
 * @property {string[][]} components
 */

/**
 * @param {string} root
 * @param {Search} search
 */
function visitFrom(root, search) {
  const path = [enter(root, search)];
  for (let visit = path.at(-1); visit !== undefined; visit = path.at(-1)) {
    const dependency = visit.dependencies[visit.next];
    if (dependency === undefined) {
      leave(visit, path, search);
      continue;
    }
    visit.next += 1;
    const seen = search.index.get(dependency);
    if (seen === undefined) path.push(enter(dependency, search));
    else if (search.isOpen.has(dependency)) lower(visit.node, seen, search);
  }
}

/**
 * @param {string} node
 * @param {Search} search
 * @returns {Visit}
 */
function enter(node, search) {
  const dependencies = search.dependenciesOf.get(node);
  if (dependencies === undefined) throw new Error(`"${node}" is depended on, but is no node of the graph`);
  search.low.set(node, search.index.size);
  search.index.set(node, search.index.size);
  search.open.push(node);
  search.isOpen.add(node);
  return { node, dependencies, next: 0 };
}

/**
 * All dependencies of the node were looked at: if it reaches nothing earlier, it closes a component.
 *
 * @param {Visit} visit
 * @param {Visit[]} path
 * @param {Search} search
 */
function leave(visit, path, search) {
  path.pop();
  const low = position(search.low, visit.node);
  const parent = path.at(-1);
  if (parent !== undefined) lower(parent.node, low, search);
  if (low !== search.index.get(visit.node)) return;
  const members = search.open.splice(search.open.lastIndexOf(visit.node));
  for (const member of members) search.isOpen.delete(member);
  search.components.push(members);
}

/**
 * @param {string} node
 * @param {number} low
 * @param {Search} search
 */
function lower(node, low, search) {
  search.low.set(node, Math.min(position(search.low, node), low));
}

/**
 * @param {ReadonlyMap<string, number>} positions
 * @param {string} node
 */
function position(positions, node) {
  const found = positions.get(node);
  if (found === undefined) throw new Error(`"${node}" was never entered`);
  return found;
}
