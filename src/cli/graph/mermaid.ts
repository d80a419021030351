/**
 * A drawing in the language of Mermaid flowcharts.
 */
import type { DrawnGraph, DrawnTask } from "./drawn-graph.js";

export function mermaidGraph({ tasks, edges }: DrawnGraph): readonly string[] {
  const targets: string[] = [];
  const lines = edges.map(({ from, to, label }, index) => {
    const arrow = label === "" ? "-->" : `-->|${quoted(label)}|`;
    if (typeof to === "string") return `  ${from} ${arrow} ${to}`;
    targets.push(`  x${index}((${quoted(to.target.toLowerCase())}))`);
    return `  ${from} ${arrow} x${index}`;
  });
  return ["flowchart TD", ...tasks.map(taskLine), ...targets, ...lines];
}

function taskLine({ id, lines, noop }: DrawnTask): string {
  const text = quoted(lines.join("\n"));
  return noop ? `  ${id}(${text})` : `  ${id}[${text}]`;
}

/** Characters that would mean something within quotes are written as entities. */
function quoted(text: string): string {
  const escaped = text.replace(/[#"<>&|`\\]/g, (character) => `#${character.codePointAt(0)};`);
  return `"${escaped.replaceAll("\n", "<br/>")}"`;
}
