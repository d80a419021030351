/**
 * Reads the values of settings: a flag goes before a variable of the environment, that before the configuration file,
 * that before the default.
 */
import { readFileSync } from "node:fs";
import { parseDocument } from "yaml";
import { closestName } from "./closest-name.js";
import { ConfigError, fileKeyOf, flagOf, type SettingTable, type SettingValues, variableOf } from "./setting.js";

export interface SettingSources {
  /** By the settings' names in camel case, as the command line gave them; undefined = not given. */
  readonly flags: Readonly<Record<string, unknown>>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The path of a YAML file, where one was named. */
  readonly file?: string | undefined;
}

/** Where a value came from, for people. */
export type SettingOrigins<Table extends SettingTable> = { readonly [Name in keyof Table]: string };

/** Throws a ConfigError that names the source, the value and what was expected. */
export function readSettings<Table extends SettingTable>(
  table: Table,
  sources: SettingSources,
): { readonly values: SettingValues<Table>; readonly origins: SettingOrigins<Table> } {
  const fromFile = sources.file === undefined ? new Map<string, unknown>() : readFile(sources.file, table);
  const values: Record<string, unknown> = {};
  const origins: Record<string, string> = {};
  for (const [name, setting] of Object.entries(table)) {
    const found = find(name, setting.secret === true, sources, fromFile);
    origins[name] = found?.origin ?? "default";
    values[name] = found === undefined ? setting.default : parsed(setting, found);
  }
  // Every name of the table was given the value that its own setting parsed, or that setting's default.
  return { values: values as SettingValues<Table>, origins: origins as SettingOrigins<Table> };
}

interface Found {
  readonly given: unknown;
  readonly origin: string;
  readonly secret: boolean;
}

function find(
  name: string,
  secret: boolean,
  sources: SettingSources,
  fromFile: ReadonlyMap<string, unknown>,
): Found | undefined {
  const flag = sources.flags[name];
  if (flag !== undefined) return { given: flag, origin: `--${flagOf(name)}`, secret };
  const variable = variableOf(name);
  const value = sources.environment[variable];
  if (value !== undefined && value !== "") return { given: value, origin: variable, secret };
  const secretFile = secret ? sources.environment[`${variable}_FILE`] : undefined;
  if (secretFile !== undefined) {
    return { given: readText(secretFile, `${variable}_FILE`).trim(), origin: `${variable}_FILE`, secret };
  }
  const key = fileKeyOf(name);
  if (fromFile.has(key)) return { given: fromFile.get(key), origin: `${sources.file}: ${key}`, secret };
  return undefined;
}

function parsed(setting: SettingTable[string], found: Found): unknown {
  try {
    return setting.parse(found.given);
  } catch (error) {
    const got = found.secret ? "something else" : JSON.stringify(found.given);
    const expected = error instanceof Error ? error.message : String(error);
    const meant = setting.choices === undefined ? undefined : closestName(String(found.given), setting.choices);
    const hint = meant === undefined ? "" : `; did you mean ${meant}?`;
    throw new ConfigError(`${found.origin} must be ${expected}, got ${got}${hint}`);
  }
}

function readFile(path: string, table: SettingTable): ReadonlyMap<string, unknown> {
  const document = parseDocument(readText(path, "--config"), { version: "1.2", prettyErrors: true });
  const [fault] = document.errors;
  if (fault !== undefined) throw new ConfigError(`${path}: ${fault.message}`);
  const content: unknown = document.toJS() ?? {};
  if (typeof content !== "object" || content === null || Array.isArray(content)) {
    throw new ConfigError(`${path} must hold settings as "key: value", one a line`);
  }
  const known = Object.keys(table).map(fileKeyOf);
  for (const key of Object.keys(content)) {
    if (known.includes(key)) continue;
    const closest = closestName(key, known);
    const hint = closest === undefined ? `; known are ${known.join(", ")}` : `; did you mean ${closest}?`;
    throw new ConfigError(`${path}: there is no setting ${key}${hint}`);
  }
  return new Map(Object.entries(content));
}

function readText(path: string, origin: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new ConfigError(`${origin}: cannot read ${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
