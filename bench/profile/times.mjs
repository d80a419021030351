/**
 * What a CPU profile says, in microseconds.
 */
import { readFileSync } from "node:fs";

/** No work, or that of the recording itself: `dispatch` is the inspector's. */
const LEFT_OUT = new Set(["(idle)", "dispatch"]);

/** Times of a recorded profile by function: its own, and with all that it calls; and own times by room or package. */
export function timesOf(file) {
  const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(file, "utf8"));
  const own = new Map();
  for (const [index, id] of samples.entries()) own.set(id, (own.get(id) ?? 0) + timeDeltas[index]);
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const functions = new Map();
  const rooms = new Map();
  let busy = 0;
  const visit = (node, above) => {
    const name = nameOf(node.callFrame);
    const entered = above.has(name) ? above : new Set([...above, name]);
    const self = own.get(node.id) ?? 0;
    let total = self;
    for (const child of node.children ?? []) total += visit(byId.get(child), entered);
    if (!LEFT_OUT.has(name)) {
      busy += self;
      const times = functions.get(name) ?? { self: 0, total: 0 };
      functions.set(name, { self: times.self + self, total: times.total + (above.has(name) ? 0 : total) });
      const room = roomOf(node.callFrame);
      rooms.set(room, (rooms.get(room) ?? 0) + self);
    }
    return total;
  };
  visit(nodes[0], new Set());
  return { busy, functions, rooms };
}

function nameOf({ functionName, url, lineNumber }) {
  const where = placeOf(url);
  return where === "" ? functionName || "(anonymous)" : `${functionName || "(anonymous)"} ${where}:${lineNumber + 1}`;
}

/** The part of an address that tells something. */
function placeOf(url) {
  return url.replace(/^.*\/(dist|gen|bench|node_modules)\//, (_all, root) =>
    root === "node_modules" ? "" : `${root}/`,
  );
}

/** A room of the package, a foreign package, a part of Node.js, or what the engine of JavaScript does by itself. */
function roomOf({ functionName, url }) {
  const found =
    /\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url) ??
    /\/(dist\/[^/]+(?:\/[^/]+(?=\/))?)/.exec(url) ??
    /\/((?:gen|bench)\/[^/]+)\//.exec(url) ??
    /^(node:(?:internal\/)?[^/]+)/.exec(url);
  return found?.[1] ?? (functionName.startsWith("(") ? functionName : "native");
}
