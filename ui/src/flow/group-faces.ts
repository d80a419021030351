// What stands in the boxes of the graph: a task, or what its group has in common, with counts by state.

import type { NodeFace } from "../graph/draw-graph.js";
import type { Drawing } from "../graph/graph-job.js";
import { sharesOf } from "../states/counts.js";
import { taskLook } from "../states/task-states.js";
import { countsOfGroups, type FlowModel } from "./flow-model.js";

/** A face for each group of the drawing, in its order. */
export function facesOf(model: FlowModel, { groups, firstOf }: Drawing): readonly NodeFace[] {
  const counts = countsOfGroups(model, groups.groupOf, groups.graph.count);
  return counts.map((byState, group) => {
    const shares = sharesOf([...byState].map(([state, count]) => ({ state, count })));
    const count = shares.reduce((sum, share) => sum + share.count, 0);
    const first = model.nodes[firstOf[group] as number];
    const single = groups.sizes[group] === 1;
    return { label: single ? (first?.name ?? "") : groupLabel(model, groups.groupOf, group), count, shares };
  });
}

/** What the tasks of a group are called together: their type, and what their names begin with alike. */
export function groupLabel(model: FlowModel, groupOf: Uint32Array, group: number): string {
  const members = model.nodes.filter((_, node) => groupOf[node] === group);
  const begin = members.map(({ name }) => name).reduce(commonBegin, members[0]?.name ?? "");
  const type = members[0]?.type ?? "";
  const names = begin.length > 1 ? `${begin}…` : "";
  return (
    [names, names.startsWith(type) && names !== "" ? "" : type].filter((part) => part !== "").join(" ") || "no-ops"
  );
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
