/**
 * `lazyengine simulate`: how long a definition, or a flow from where it stands, would take. A file needs no server.
 */
import { Command, Option } from "commander";
import { compileDefinition } from "../../core/definition/compiled-definition.js";
import { itemsOf } from "../../core/definition/for-each.js";
import { SIMULATED_LISTS } from "../../core/definition/list-bounds.js";
import { atOnce } from "../../core/definition/stepwise.js";
import { LIMITS } from "../../core/limits.js";
import { simulateDefinition } from "../../core/simulation/simulate.js";
import { type Assumption, type Simulation, STANDARD_ASSUMPTION } from "../../core/simulation/simulation.js";
import { ConfigError } from "../../server/setting.js";
import { withClient } from "../client-command.js";
import { CLIENT_SETTINGS } from "../client-settings.js";
import { ending } from "../ending.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import { durationMs, keyed, repeated, wholeNumberFrom } from "../option-values.js";
import { createOutput, type Result } from "../output.js";
import { OUTPUT_SETTINGS } from "../output-settings.js";
import { addOwnSettings, ownSettingsOf, type SettingFlags } from "../setting-flags.js";
import { renderSimulation, type ToldSimulation } from "../terminal/simulation.js";
import { validDefinition } from "../valid-definition.js";

/** Far more than any definition needs that ends: a file costs nobody else. */
const STEPS = 10_000_000;

interface SimulateFlags {
  readonly flow?: string;
  readonly slots: number;
  readonly duration: number;
  readonly assume?: Readonly<Record<string, number>>;
  readonly fail?: readonly string[];
  readonly failures?: Readonly<Record<string, number>>;
}

export function simulateCommand(): Command {
  const command = new Command("simulate")
    .description(
      "Runs a definition, or with --flow a flow from where it stands, on virtual time: how long it takes, what makes it " +
        "take so long, what does not run. Nothing is written; a file needs no server.",
    )
    .argument("[file]", "the definition, in YAML or JSON; - for stdin")
    .option("--flow <FLOW_ID>", "instead of a file: this flow of the server, from where it stands now")
    .option("--slots <N>", "how many tasks executors work on at once; 0 = any number", wholeNumberFrom(0), 0)
    .addOption(
      new Option("--duration <DURATION>", "how long a try takes")
        .argParser(durationMs)
        .default(STANDARD_ASSUMPTION.durationMs, `${STANDARD_ASSUMPTION.durationMs / 1000}s`),
    )
    .option("--assume <TASK=DURATION>", "how long a try of this task takes; may be repeated", keyed(durationMs))
    .option("--fail <TASK>", "every try of this task fails; may be repeated", repeated)
    .option("--failures <TASK=N>", "so many tries of this task fail first; may be repeated", keyed(wholeNumberFrom(0)));
  addOwnSettings(command, CLIENT_SETTINGS);
  return command.action(ending(() => simulate(command)));
}

async function simulate(command: Command): Promise<ExitCode> {
  const flags = command.opts<SettingFlags & SimulateFlags>();
  const [file] = command.args;
  if ((file === undefined) === (flags.flow === undefined)) {
    throw new ConfigError("simulate needs a file or --flow, and not both");
  }
  const assumptions = assumptionsOf(flags);
  if (file !== undefined) {
    // Without a client: what it takes to load one is more than most files need.
    const output = createOutput(ownSettingsOf(OUTPUT_SETTINGS, flags).values);
    const told = counted(await simulateFile(file, flags, assumptions));
    output.show(resultOf(told));
    return EXIT.done;
  }
  const { slots, duration, flow: flowId = "" } = flags;
  return withClient(command, async ({ client, output, call }) => {
    const options = { slots, defaultAssumption: { duration }, assumptions, ...call };
    const told = await client.simulateFlow({ flowId }, options);
    output.show(resultOf(told));
    return EXIT.done;
  });
}

type Named = Readonly<Record<string, Partial<Assumption> & { readonly duration?: number }>>;

function assumptionsOf({ assume = {}, fail = [], failures = {} }: SimulateFlags): Named {
  const named: Record<string, Partial<Assumption> & { duration?: number }> = {};
  for (const [name, duration] of Object.entries(assume)) named[name] = { duration };
  for (const name of fail) named[name] = { ...named[name], outcome: "FAIL" };
  for (const [name, count] of Object.entries(failures)) named[name] = { ...named[name], failures: count };
  return named;
}

async function simulateFile(file: string, { slots, duration }: SimulateFlags, named: Named): Promise<Simulation> {
  const definition = await validDefinition(file);
  const names = new Set(definition.tasks.map(({ name }) => name));
  for (const name of Object.keys(named)) {
    if (!names.has(name)) throw new ConfigError(`${name} is no task of ${file}`);
  }
  for (const { name, forEach } of definition.tasks) {
    const items = forEach === undefined ? 0 : itemsOf(forEach).count;
    if (items <= LIMITS.simulatedTasks) continue;
    throw new ConfigError(
      `task ${name} of ${file} runs for ${items} items: at most ${LIMITS.simulatedTasks} are simulated`,
    );
  }
  const compiled = compileDefinition(definition, "", 0, SIMULATED_LISTS);
  const standard = { ...STANDARD_ASSUMPTION, durationMs: duration };
  const assumed = new Map(
    Object.entries(named).map(([name, { duration: durationMs = duration, ...own }]) => [
      name,
      { ...standard, ...own, durationMs },
    ]),
  );
  const assume = (name: string) => assumed.get(name) ?? standard;
  return atOnce(simulateDefinition(compiled, { assume, slots, steps: STEPS }));
}

/** As a server tells it, but whole. */
function counted(simulation: Simulation): ToldSimulation {
  const { tasks, batches, doomed, unreachable } = simulation;
  return {
    ...simulation,
    taskCount: tasks.length,
    batchCount: batches.length,
    doomedCount: doomed.length,
    unreachableCount: unreachable.length,
  };
}

function resultOf(told: ToldSimulation): Result {
  const names = told.tasks.map(({ taskId }) => taskId);
  return { value: told, items: told.tasks, names, table: (view) => renderSimulation(told, view) };
}
