/**
 * Reads the values of settings: a flag goes before a variable of the environment, that before the layers of files, those
 * before the default.
 */
import { closestName } from "./closest-name.js";
import { ConfigError, fileKeyOf, flagOf, type SettingTable, type SettingValues, variableOf } from "./setting.js";
import { checkKeys, readText, type SettingLayer } from "./setting-file.js";

export interface SettingSources {
  /** By the settings' names in camel case, as the command line gave them; undefined = not given. */
  readonly flags: Readonly<Record<string, unknown>>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** What files say; the former go before the latter. */
  readonly layers?: readonly SettingLayer[];
}

/** Where a value came from. */
export interface SettingOrigin {
  /** For people. */
  readonly text: string;
  /** 0 = a flag, 1 = a variable, then the layers, then the default: a lower one goes before a higher one. */
  readonly rank: number;
}

export type SettingOrigins<Table extends SettingTable> = { readonly [Name in keyof Table]: SettingOrigin };

const FLAG = 0;
const VARIABLE = 1;
const LAYERS = 2;

/** Throws a ConfigError that names the source, the value and what was expected. */
export function readSettings<Table extends SettingTable>(
  table: Table,
  sources: SettingSources,
): { readonly values: SettingValues<Table>; readonly origins: SettingOrigins<Table> } {
  const known = Object.keys(table).map(fileKeyOf);
  for (const layer of sources.layers ?? []) checkKeys(layer, known);
  const values: Record<string, unknown> = {};
  const origins: Record<string, SettingOrigin> = {};
  for (const [name, setting] of Object.entries(table)) {
    const found = find(name, table, sources);
    origins[name] = found?.origin ?? { text: "default", rank: Number.POSITIVE_INFINITY };
    values[name] = found === undefined ? setting.default : parsed(setting, found);
  }
  // Every name of the table was given the value that its own setting parsed, or that setting's default.
  return { values: values as SettingValues<Table>, origins: origins as SettingOrigins<Table> };
}

interface Found {
  readonly given: unknown;
  readonly origin: SettingOrigin;
}

function find(
  name: string,
  table: SettingTable,
  { flags, environment, layers = [] }: SettingSources,
): Found | undefined {
  const flag = flags[name];
  if (flag !== undefined) return { given: flag, origin: { text: `--${flagOf(name)}`, rank: FLAG } };
  const variable = variableOf(name);
  const value = environment[variable];
  if (value !== undefined && value !== "") return { given: value, origin: { text: variable, rank: VARIABLE } };
  // Where a setting of its own names the file, it is that one's matter.
  const ownsFile = table[name]?.secret === true && table[`${name}File`] === undefined;
  const secretFile = ownsFile ? environment[`${variable}_FILE`] : undefined;
  if (secretFile !== undefined) {
    const text = `${variable}_FILE`;
    return { given: readText(secretFile, text).trim(), origin: { text, rank: VARIABLE } };
  }
  const key = fileKeyOf(name);
  const at = layers.findIndex(({ values }) => values.has(key));
  const layer = layers[at];
  if (layer === undefined) return undefined;
  return { given: layer.values.get(key), origin: { text: `${layer.name}: ${key}`, rank: LAYERS + at } };
}

function parsed(setting: SettingTable[string], { given, origin }: Found): unknown {
  try {
    return setting.parse(given);
  } catch (error) {
    const got = setting.secret === true ? "something else" : JSON.stringify(given);
    const expected = error instanceof Error ? error.message : String(error);
    const meant = setting.choices === undefined ? undefined : closestName(String(given), setting.choices);
    const hint = meant === undefined ? "" : `; did you mean ${meant}?`;
    throw new ConfigError(`${origin.text} must be ${expected}, got ${got}${hint}`);
  }
}
