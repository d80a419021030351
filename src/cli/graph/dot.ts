/**
 * A drawing in DOT, the language of Graphviz.
 */
import type { DrawnGraph, DrawnTask } from "./drawn-graph.js";

export function dotGraph({ name, tasks, edges }: DrawnGraph): readonly string[] {
  const targets: string[] = [];
  const lines = edges.map(({ from, to, label }, index) => {
    const said = label === "" ? "" : ` [label=${quoted(label)}]`;
    if (typeof to === "string") return `  ${from} -> ${to}${said};`;
    targets.push(`  x${index} [shape=doublecircle, label=${quoted(to.target.toLowerCase())}];`);
    return `  ${from} -> x${index}${said};`;
  });
  return [`digraph ${quoted(name)} {`, ...tasks.map(taskLine), ...targets, ...lines, "}"];
}

function taskLine({ id, lines, noop }: DrawnTask): string {
  return `  ${id} [shape=${noop ? "ellipse" : "box"}, label=${quoted(lines.join("\n"))}];`;
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, "\\$&").replaceAll("\n", "\\n")}"`;
}
