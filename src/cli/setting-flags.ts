/**
 * Puts a table of settings on the command line, and reads their values by the one rule: flag, then environment, then
 * profile, then configuration file, then default.
 */
import { type Command, Option } from "commander";
import { closestName } from "../server/closest-name.js";
import { SERVER_SETTINGS } from "../server/config.js";
import { readSettings, type SettingOrigins } from "../server/read-settings.js";
import { flagOf, type SettingTable, type SettingValues, variableOf } from "../server/setting.js";
import { type SettingLayer, settingFile } from "../server/setting-file.js";
import { CLIENT_SETTINGS } from "./client-settings.js";
import { type ConfigFlags, configFileOf, layersOf, profileInUse, readConfigFile } from "./config/config-file.js";
import { say } from "./output.js";
import { DEV_SETTINGS, STORE_SETTINGS } from "./store-settings.js";

/** Flags that also have a letter. */
const LETTERS: Readonly<Record<string, string>> = { output: "o", namespace: "n" };

/** One file may hold the settings of all commands: each takes its own. */
const ALL_SETTINGS: SettingTable = { ...CLIENT_SETTINGS, ...SERVER_SETTINGS, ...STORE_SETTINGS, ...DEV_SETTINGS };

/** What commander gives an action of a command with settings, among other flags. */
export type SettingFlags = Readonly<Record<string, unknown>> & ConfigFlags;

export function addSettings(command: Command, table: SettingTable): Command {
  for (const [name, setting] of Object.entries(table)) {
    const flag = flagOf(name);
    const letter = LETTERS[name] === undefined ? "" : `-${LETTERS[name]}, `;
    const about = `${setting.description} ${noteOf(name, setting)}`;
    if (setting.placeholder !== undefined) {
      const option = new Option(`${letter}--${flag} <${setting.placeholder}>`, about);
      // Which values there are is known here; the setting itself says what is wrong with others.
      if (setting.choices !== undefined) option.choices(setting.choices).argParser((given) => given);
      command.addOption(option);
    } else {
      // Both ways round, so that a flag can overrule a variable or a file either way; help shows the one that matters.
      command.addOption(new Option(`--${flag}`, about).hideHelp(setting.default === true));
      command.addOption(new Option(`--no-${flag}`, about).hideHelp(setting.default !== true));
    }
  }
  return command.option(
    "--config <FILE>",
    "YAML file with settings, by their names in snake_case. [LAZYENGINE_CONFIG]",
  );
}

/** The settings of a person, who may have a configuration file of their own, with profiles. */
export function addOwnSettings(command: Command, table: SettingTable): Command {
  return addSettings(command, table).option(
    "--profile <PROFILE>",
    "The profile of the configuration file to use. [LAZYENGINE_PROFILE]",
  );
}

/**
 * Of a server: the file must be named, and its profiles mean nothing. Throws a ConfigError that names the source, the value
 * and what was expected.
 */
export function settingsOf<Table extends SettingTable>(table: Table, flags: SettingFlags): SettingValues<Table> {
  const path = flags.config ?? (process.env["LAZYENGINE_CONFIG"] || undefined);
  const layers = path === undefined ? [] : [configFileOf(settingFile(path)).settings];
  return read(table, flags, layers).values;
}

/** Of a person: what the profile in use says goes before the rest of the file. Throws as `settingsOf`. */
export function ownSettingsOf<Table extends SettingTable>(
  table: Table,
  flags: SettingFlags,
): { readonly values: SettingValues<Table>; readonly origins: SettingOrigins<Table> } {
  const file = readConfigFile(flags, process.env);
  return read(table, flags, layersOf(file, profileInUse(file, flags, process.env), CLIENT_SETTINGS));
}

function read<Table extends SettingTable>(table: Table, flags: SettingFlags, layers: readonly SettingLayer[]) {
  warnOfUnknownVariables();
  const known = { ...withoutChecks(ALL_SETTINGS), ...table };
  return readSettings(known, { flags, environment: process.env, layers });
}

/** Variables that are no settings: where the settings are, what fetches mongod, and what `worker` gives its command. */
const OTHER_VARIABLES = [
  "CONFIG",
  "PROFILE",
  "MONGOD",
  "CACHE_DIR",
  "PYTHON",
  "FLOW_ID",
  "TASK_ID",
  "ATTEMPT",
  "ITEM",
  "ITEM_INDEX",
];
const warned = new Set<string>();

/** Once for each: a misspelt variable would otherwise leave the default in force without a word. */
function warnOfUnknownVariables(): void {
  const known = [
    ...Object.entries(ALL_SETTINGS).flatMap(([name, { secret }]) => {
      const variable = variableOf(name);
      return secret === true ? [variable, `${variable}_FILE`] : [variable];
    }),
    ...OTHER_VARIABLES.map((name) => `LAZYENGINE_${name}`),
  ];
  for (const name of Object.keys(process.env)) {
    if (!name.startsWith("LAZYENGINE_") || known.includes(name) || warned.has(name)) continue;
    warned.add(name);
    const closest = closestName(name, known);
    say(`warning: ${name} is no setting and ignored${closest === undefined ? "" : `; did you mean ${closest}?`}`);
  }
}

/** Settings of other commands are known, but what they hold is not this command's business. */
function withoutChecks(table: SettingTable): SettingTable {
  const lenient = Object.entries(table).map(([name, setting]) => [name, { ...setting, parse: same }] as const);
  return Object.fromEntries(lenient);
}

function same(given: unknown): unknown {
  return given;
}

function noteOf(name: string, setting: SettingTable[string]): string {
  const { default: byDefault, placeholder } = setting;
  const variable = `[${variableOf(name)}]`;
  if (byDefault === undefined || byDefault === false || String(byDefault) === "") return variable;
  const shown = placeholder === "DURATION" ? `${Number(byDefault) / 1000}s` : String(byDefault);
  return `Default: ${shown}. ${variable}`;
}
