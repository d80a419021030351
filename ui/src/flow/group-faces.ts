// What stands in the boxes of the graph: a task, or what its group has in common, with counts by state.

import type { NodeFace } from "../graph/draw-graph.js";
import type { Drawing } from "../graph/graph-job.js";
import { sharesOf } from "../states/counts.js";
import { taskLook } from "../states/task-states.js";
import { countsOfGroups, type FlowModel } from "./flow-model.js";

/** A face for each group of the drawing, in its order; `labels` are those of `labelsOf`. */
export function facesOf(model: FlowModel, { groups }: Drawing, labels: readonly string[]): readonly NodeFace[] {
  const counts = countsOfGroups(model, groups.groupOf, groups.graph.count);
  return counts.map((byState, group) => {
    const shares = sharesOf([...byState].map(([state, count]) => ({ state, count })));
    const count = shares.reduce((sum, share) => sum + share.count, 0);
    return { label: labels[group] ?? "", count, shares };
  });
}

/** What each group is called: a node by its name, several by what their names begin with alike, and by their type. */
export function labelsOf({ nodes }: Pick<FlowModel, "nodes">, { groups }: Drawing): readonly string[] {
  const begins: (string | undefined)[] = new Array(groups.graph.count);
  const types: string[] = new Array(groups.graph.count);
  // In one pass over the nodes: there may be a hundred thousand.
  groups.groupOf.forEach((group, node) => {
    const { name = "", type = "" } = nodes[node] ?? {};
    const begin = begins[group];
    begins[group] = begin === undefined ? name : commonBegin(begin, name);
    types[group] = type;
  });
  return begins.map((begin = "", group) => {
    if (groups.sizes[group] === 1) return begin;
    const type = types[group] ?? "";
    if (begin.length < 2) return type || "no-ops";
    return begin.startsWith(type) ? `${begin}…` : `${begin}… ${type}`;
  });
}

/** A node in words, for who does not see it. */
export function wordsOfFace({ label, count, shares }: NodeFace): string {
  const states = shares.map((share) => `${share.count === 1 ? "" : `${share.count} `}${taskLook(share.state).word}`);
  return `${label}${count > 1 ? `, ${count} tasks` : ""}: ${states.join(", ")}`;
}

function commonBegin(begin: string, name: string): string {
  let length = 0;
  while (length < begin.length && begin[length] === name[length]) length++;
  return begin.slice(0, length);
}
