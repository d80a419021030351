/**
 * Values of flags that belong to one command: what commander calls with the text that was given.
 */
import { InvalidArgumentError } from "commander";

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

/** One of the names. */
export function choice(names: Readonly<Record<string, unknown>>): (value: string) => string {
  return (value) => {
    if (!Object.hasOwn(names, value)) throw new InvalidArgumentError(`It must be ${Object.keys(names).join(" or ")}.`);
    return value;
  };
}

/** A whole number of at least `least`. */
export function wholeNumberFrom(least: number): (value: string) => number {
  return (value) => {
    const number = integer(value);
    if (number < least) throw new InvalidArgumentError(`It must be at least ${least}.`);
    return number;
  };
}

/** A whole number, which may be negative. */
export function integer(value: string): number {
  const number = Number(value);
  if (!/^-?\d+$/.test(value) || !Number.isSafeInteger(number)) {
    throw new InvalidArgumentError("It must be a whole number.");
  }
  return number;
}

/** Milliseconds, written as `250ms`, `30s`, `5m`, `2h` or `1d`. */
export function durationMs(value: string): number {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(value) ?? [];
  const factor = unit === undefined ? undefined : UNIT_MS.get(unit);
  if (factor === undefined) throw new InvalidArgumentError("It must be a duration such as 250ms, 30s, 5m, 2h or 1d.");
  return Math.round(Number(amount) * factor);
}

/** A moment as RFC 3339 has it; milliseconds since the epoch. */
export function moment(value: string): number {
  const time = /^\d{4}-\d\d-\d\d/.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(time)) throw new InvalidArgumentError("It must be a time such as 2026-11-22T21:00:00Z.");
  return time;
}

const UNIT_MS = new Map([
  ["ms", 1],
  ["s", 1_000],
  ["m", 60_000],
  ["h", 3_600_000],
  ["d", 86_400_000],
]);
