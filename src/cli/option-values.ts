/**
 * Flags that belong to one command: what commander calls with the text that was given.
 */
import { InvalidArgumentError, Option } from "commander";
import type { RateLimitInput } from "../client/queues.js";
import { LIMITS } from "../core/limits.js";
import { closestName } from "../server/closest-name.js";
import { duration, type Setting, wholeNumber } from "../server/setting.js";

/** Collects a flag that may be given more than once. */
export function repeated(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}

/** Collects `KEY=VALUE` flags; a later one overrules an earlier one of the same key. */
export function keyValue(
  value: string,
  before: Readonly<Record<string, string>> | undefined,
): Readonly<Record<string, string>> {
  const at = value.indexOf("=");
  if (at < 1) throw new InvalidArgumentError("It must be KEY=VALUE.");
  return { ...before, [value.slice(0, at)]: value.slice(at + 1) };
}

/** Collects `KEY=VALUE` flags whose values are read by `parse`. */
export function keyed<Value>(
  parse: (text: string) => Value,
): (value: string, before: Readonly<Record<string, Value>> | undefined) => Readonly<Record<string, Value>> {
  return (value, before) => {
    const read = Object.entries(keyValue(value, undefined)).map(([key, text]) => [key, parse(text)] as const);
    return { ...before, ...Object.fromEntries(read) };
  };
}

/** A flag that takes one of the values. */
export function choiceOption(flags: string, description: string, values: readonly string[]): Option {
  return new Option(flags, description).choices(values).argParser((given: string) => {
    if (values.includes(given)) return given;
    const meant = closestName(given, values);
    const hint = meant === undefined ? "" : ` Did you mean ${meant}?`;
    throw new InvalidArgumentError(`It must be one of ${values.join(", ")}.${hint}`);
  });
}

/** A whole number of at least `least`. */
export function wholeNumberFrom(least: number): (value: string) => number {
  return asSetting(wholeNumber(least, Number.MAX_SAFE_INTEGER, { description: "", default: least }));
}

/** A whole number, which may be negative. */
export const integer = wholeNumberFrom(Number.MIN_SAFE_INTEGER);

/** Milliseconds, written as `250ms`, `30s`, `5m`, `2h` or `1d`. */
export const durationMs = asSetting(duration(0, LIMITS.durationMs, { description: "", default: 0 }));

/** So many within a period, as in `100/1m`; 0 needs none. */
export function rate(value: string): RateLimitInput {
  const [, count, period] = /^(\d+)(?:\/(.+))?$/.exec(value) ?? [];
  const tasks = Number(count);
  // Of more digits than a number holds the server would be told another one.
  if (count === undefined || !Number.isSafeInteger(tasks) || (tasks > 0 && period === undefined)) throw noRate();
  if (period === undefined) return { tasks };
  try {
    return { tasks, period: durationMs(period) };
  } catch {
    throw noRate();
  }
}

function noRate(): InvalidArgumentError {
  return new InvalidArgumentError("It must be N/PERIOD, so many within a period, such as 100/1m, or 0 for any number.");
}

/** A moment as RFC 3339 has it, or how long ago it was; milliseconds since the epoch. */
export function momentPast(value: string): number {
  return momentOf(value, -1, "how long ago");
}

/** A moment as RFC 3339 has it, or how long from now; milliseconds since the epoch. */
export function momentToCome(value: string): number {
  return momentOf(value, 1, "how long from now");
}

function momentOf(value: string, direction: 1 | -1, meaning: string): number {
  if (/^\d[\d.]*[a-z]+$/.test(value)) return Date.now() + direction * durationMs(value);
  const time = /^\d{4}-\d\d-\d\d/.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(time)) {
    throw new InvalidArgumentError(`It must be a time such as 2026-11-22T21:00:00Z, or ${meaning}, such as 2h.`);
  }
  return time;
}

/** Reads a flag as settings are read, so that both take the same forms. */
function asSetting<Value>({ parse }: Pick<Setting<Value>, "parse">): (value: string) => Value {
  return (value) => {
    try {
      return parse(value);
    } catch (error) {
      throw new InvalidArgumentError(`It must be ${error instanceof Error ? error.message : error}.`);
    }
  };
}
