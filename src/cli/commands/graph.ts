/**
 * `lazyengine graph`: a definition as a drawing.
 */
import { Command } from "commander";
import { ending } from "../ending.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import { dotGraph } from "../graph/dot.js";
import { drawnGraph } from "../graph/drawn-graph.js";
import { mermaidGraph } from "../graph/mermaid.js";
import { choiceOption } from "../option-values.js";
import { validDefinition } from "../valid-definition.js";

const FORMATS = { mermaid: mermaidGraph, dot: dotGraph } as const;

interface GraphFlags {
  readonly format: keyof typeof FORMATS;
}

export function graphCommand(): Command {
  const command = new Command("graph")
    .description("Writes a definition as a drawing, for Mermaid or for Graphviz (DOT). Needs no server.")
    .argument("<file>", "the definition, in YAML or JSON; - for stdin")
    .addOption(choiceOption("--format <FORMAT>", "of the drawing", Object.keys(FORMATS)).default("mermaid"));
  return command.action(ending(() => graph(command.args, command.opts<GraphFlags>())));
}

async function graph([file = ""]: readonly string[], { format }: GraphFlags): Promise<ExitCode> {
  const definition = await validDefinition(file);
  process.stdout.write(`${FORMATS[format](drawnGraph(definition)).join("\n")}\n`);
  return EXIT.done;
}
