/**
 * Settings: what one is, and the kinds of values they take. Flag, environment variable and key in the configuration
 * file derive from a setting's name alone.
 */
import { isIP } from "node:net";

/** What is wrong with the configuration, for the person who wrote it. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/** What `read` gives. Throws a ConfigError that says what it concerns, and what `read` has thrown. */
export function readAs<Value>(what: string, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    throw new ConfigError(`${what}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

export interface Setting<Value> {
  /** One or two sentences; the unit and what the default means stand here too. */
  readonly description: string;
  /** The placeholder in usage texts, such as "PORT"; absent for switches. */
  readonly placeholder?: string;
  readonly default: Value;
  /** Holds a secret: also read from the file that `<VARIABLE>_FILE` names, and never shown. */
  readonly secret?: boolean;
  /** The values there are, where they are few: for completion, and for "did you mean". */
  readonly choices?: readonly string[];
  /** Takes a value as a flag, a variable or a file gives it; throws what was expected, as an Error. */
  parse(given: unknown): Value;
}

/** Settings by name in camel case. */
export type SettingTable = Readonly<Record<string, Setting<unknown>>>;

/** The values of a table's settings. */
export type SettingValues<Table extends SettingTable> = {
  readonly [Name in keyof Table]: Table[Name] extends Setting<infer Value> ? Value : never;
};

type About<Value> = Omit<Setting<Value>, "parse">;

/** Text that may be absent: undefined by default. */
export function optionalText(about: Omit<About<string | undefined>, "default">): Setting<string | undefined> {
  return { ...about, default: undefined, parse: parseText };
}

export function text(about: About<string>): Setting<string> {
  return { ...about, parse: parseText };
}

export function oneOf<Choice extends string>(choices: readonly Choice[], about: About<Choice>): Setting<Choice> {
  const parse = (given: unknown): Choice => {
    const choice = choices.find((candidate) => candidate === given);
    if (choice === undefined) throw new Error(`one of ${choices.join(", ")}`);
    return choice;
  };
  return { ...about, choices, parse };
}

/** One or more of the choices: as text separated by commas, or as a list. */
export function someOf<Choice extends string>(
  choices: readonly Choice[],
  about: About<readonly Choice[]>,
): Setting<readonly Choice[]> {
  const parse = (given: unknown): readonly Choice[] => {
    const names: readonly unknown[] = Array.isArray(given) ? given : String(given).split(",");
    const chosen = names.map((name) => choices.find((candidate) => candidate === String(name).trim()));
    if (chosen.length === 0 || chosen.includes(undefined)) throw new Error(`some of ${choices.join(", ")}`);
    return chosen.filter((choice) => choice !== undefined);
  };
  return { ...about, parse };
}

/** Any number of names: as text separated by commas, or as a list. */
export function names(about: About<readonly string[]>): Setting<readonly string[]> {
  const parse = (given: unknown): readonly string[] => {
    const list: readonly unknown[] = Array.isArray(given) ? given : String(given).split(",");
    const found = list.map((name) => String(name).trim());
    if (found.includes("")) throw new Error("names, separated by commas");
    return found;
  };
  return { ...about, parse };
}

/** As `names`, of hosts: a part of a URL that is more than a name would never be found equal to one. */
export function hostNames(about: About<readonly string[]>): Setting<readonly string[]> {
  const listed = names(about);
  const parse = (given: unknown): readonly string[] => {
    const found = listed.parse(given);
    const wrong = found.find((name) => isIP(name) === 0 && !HOST_NAME.test(name));
    if (wrong === undefined) return found;
    throw new Error(`names of hosts without scheme, port or path, which ${JSON.stringify(wrong)} is not`);
  };
  return { ...listed, parse };
}

const HOST_NAME = /^[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*$/i;

/** Whole numbers from 1 to `most` by name: as `name=1,other=2`, as a list of such, or as a map; undefined by default. */
export function numbersByName(
  most: number,
  about: Omit<About<Readonly<Record<string, number>> | undefined>, "default">,
): Setting<Readonly<Record<string, number>> | undefined> {
  const parse = (given: unknown): Readonly<Record<string, number>> => {
    const isMap = typeof given === "object" && given !== null && !Array.isArray(given);
    const written: readonly unknown[] = Array.isArray(given) ? given : String(given).split(",");
    const pairs = isMap ? Object.entries(given) : written.map((pair) => String(pair).split("="));
    return Object.fromEntries(pairs.map(([name, number]) => [nameIn(name), parseNumber(number, 1, most)]));
  };
  return { ...about, default: undefined, parse };
}

/** A whole number from `least` to `most`. */
export function wholeNumber(least: number, most: number, about: About<number>): Setting<number> {
  return { ...about, parse: (given) => parseNumber(given, least, most) };
}

/** As `wholeNumber`, but undefined by default. */
export function optionalNumber(
  least: number,
  most: number,
  about: Omit<About<number | undefined>, "default">,
): Setting<number | undefined> {
  return { ...about, default: undefined, parse: (given) => parseNumber(given, least, most) };
}

/** Milliseconds, written as `250ms`, `30s`, `5m`, `2h` or `1d`. */
export function duration(leastMs: number, mostMs: number, about: About<number>): Setting<number> {
  return { ...about, parse: (given) => parseDuration(given, leastMs, mostMs) };
}

/** As `duration`, but undefined by default. */
export function optionalDuration(
  leastMs: number,
  mostMs: number,
  about: Omit<About<number | undefined>, "default">,
): Setting<number | undefined> {
  return { ...about, default: undefined, parse: (given) => parseDuration(given, leastMs, mostMs) };
}

/** On or off: as a flag without a value, otherwise `true` or `false`. */
export function toggle(about: About<boolean>): Setting<boolean> {
  const parse = (given: unknown): boolean => {
    if (given === true || given === "true") return true;
    if (given === false || given === "false") return false;
    throw new Error("true or false");
  };
  return { ...about, parse };
}

/** `maxConnections` as `max-connections`. */
export function flagOf(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** `maxConnections` as `LAZYENGINE_MAX_CONNECTIONS`. */
export function variableOf(name: string): string {
  return `LAZYENGINE_${flagOf(name).replaceAll("-", "_").toUpperCase()}`;
}

/** `maxConnections` as `max_connections`. */
export function fileKeyOf(name: string): string {
  return flagOf(name).replaceAll("-", "_");
}

const UNIT_MS = new Map([
  ["ms", 1],
  ["s", 1_000],
  ["m", 60_000],
  ["h", 3_600_000],
  ["d", 86_400_000],
]);

function parseDuration(given: unknown, leastMs: number, mostMs: number): number {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(String(given)) ?? [];
  const durationMs = Number(amount) * (UNIT_MS.get(unit ?? "") ?? Number.NaN);
  if (!(durationMs >= leastMs && durationMs <= mostMs)) {
    throw new Error(`a duration such as 250ms, 30s, 5m, 2h or 1d, from ${leastMs} ms to ${mostMs} ms`);
  }
  return Math.round(durationMs);
}

function nameIn(given: string | undefined): string {
  const name = given?.trim() ?? "";
  if (name === "") throw new Error("names with numbers, such as gold=4,free=1");
  return name;
}

function parseText(given: unknown): string {
  if (typeof given !== "string" || given === "") throw new Error("text that is not empty");
  return given;
}

function parseNumber(given: unknown, least: number, most: number): number {
  const number = typeof given === "string" && given !== "" ? Number(given) : given;
  if (typeof number !== "number" || !Number.isSafeInteger(number) || number < least || number > most) {
    const from = least === Number.MIN_SAFE_INTEGER ? "" : ` of at least ${least}`;
    throw new Error(`a whole number${most === Number.MAX_SAFE_INTEGER ? from : ` from ${least} to ${most}`}`);
  }
  return number;
}
