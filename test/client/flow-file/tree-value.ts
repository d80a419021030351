/**
 * A tree of a flow file's text as a value, for comparisons.
 */
import type { TextNode } from "../../../src/client/flow-file/text-node.js";

/** `shift`: how far everything stands behind its place. */
export function treeValue(node: TextNode, shift = 0): unknown {
  const at = node.at - shift;
  if (node.kind === "scalar") return { at, scalar: node.scalar, text: node.text, empty: node.empty, tag: node.tag };
  if (node.kind === "list")
    return { at, tag: node.tag, items: [...node.items()].map((item) => treeValue(item, shift)) };
  const entries = [...node.entries()].map(({ key, value }) => [treeValue(key, shift), treeValue(value, shift)]);
  return { at, tag: node.tag, entries };
}
