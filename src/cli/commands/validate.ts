/**
 * `lazyengine validate`: checks a definition without a server, as every server would.
 */
import { Command } from "commander";
import {
  canonicalDefinition,
  compileDefinition,
  definitionDigest,
  type FlowDefinition,
  topologicalLevels,
} from "../../core/index.js";
import { faultsOf } from "../definition-faults.js";
import { ending } from "../ending.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import { createOutput, say } from "../output.js";
import { OUTPUT_SETTINGS } from "../output-settings.js";
import { addOwnSettings, ownSettingsOf, type SettingFlags } from "../setting-flags.js";
import { validDefinition } from "../valid-definition.js";

export function validateCommand(): Command {
  const command = new Command("validate")
    .description("Checks a definition: its form, its fields, and how its tasks hang together. Needs no server.")
    .argument("<file>", "the definition, in YAML or JSON; - for stdin");
  addOwnSettings(command, OUTPUT_SETTINGS);
  return command.action(ending(() => validate(command.args, command.opts<SettingFlags>())));
}

async function validate([file = ""]: readonly string[], flags: SettingFlags): Promise<ExitCode> {
  const output = createOutput(ownSettingsOf(OUTPUT_SETTINGS, flags).values);
  let definition: FlowDefinition;
  try {
    definition = await validDefinition(file);
  } catch (error) {
    const faults = faultsOf(error);
    // As lines for people they go to stderr, with the error.
    if (faults !== undefined)
      output.show({ value: { valid: false, faults }, items: faults, names: [], table: () => [] });
    throw error;
  }
  const { name, tasks } = definition;
  const canonical = canonicalDefinition(definition);
  const digest = definitionDigest(canonical);
  const compiled = compileDefinition(definition, digest, canonical.byteLength);
  const { warnings } = compiled;
  for (const warning of warnings) say(`warning: ${warning}`);
  const summary = {
    name,
    digest,
    tasks: tasks.length,
    dependencies: tasks.reduce((sum, { dependsOn, next = [] }) => sum + dependsOn.length + next.length, 0),
    levels: topologicalLevels(compiled).length,
    warnings,
  };
  output.show({
    value: { valid: true, ...summary },
    names: [digest],
    table: () => [
      `valid: ${name === "" ? file : name}, ${summary.tasks} tasks, ${summary.dependencies} dependencies, ${summary.levels} levels`,
    ],
  });
  return EXIT.done;
}
