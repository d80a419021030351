/**
 * Where in the text of a flow file a field stands, for faults that are found after it was read.
 */
import type { TextPosition } from "./flow-file-error.js";
import type { TextNode } from "./text-node.js";
import { parseTextTree } from "./text-tree.js";

/**
 * Gives the place of a field by its path, such as `tasks[2].depends_on[0].task`: of its value, or, where the text says
 * less than the path, of the nearest thing around it. The text must be one that can be read.
 */
export function flowFilePlaces(text: string): (path: string) => TextPosition {
  const { root, position } = parseTextTree(text);
  return (path) => {
    let node = root;
    for (const [, name, index, key] of path.matchAll(STEP)) {
      const next = index === undefined ? entry(node, name ?? unquoted(key)) : item(node, Number(index));
      if (next === undefined) break;
      node = next;
    }
    return position(node.at);
  };
}

/** `name`, `[3]` or `["a label"]`. */
const STEP = /([A-Za-z_]\w*)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/g;

function unquoted(key: string | undefined): string {
  return key === undefined ? "" : String(JSON.parse(key));
}

function entry(node: TextNode, name: string): TextNode | undefined {
  if (node.kind !== "mapping") return undefined;
  for (const { key, value } of node.entries()) if (key.kind === "scalar" && key.text === name) return value;
  return undefined;
}

/** A lone value stands for a list of one. */
function item(node: TextNode, index: number): TextNode | undefined {
  if (node.kind !== "list") return index === 0 ? node : undefined;
  let at = 0;
  for (const value of node.items()) if (at++ === index) return value;
  return undefined;
}
