/**
 * Between JSON and the values of expressions. Whole numbers that JSON carries exactly are of type int, all others double.
 */
import { type CelValue, celEnv, isCelError, isCelList, isCelMap, isCelUint } from "@bufbuild/cel";
import { LIMITS } from "../limits.js";
import type { Meter } from "./meter.js";

/** A value that an expression may read: texts, numbers, lists and maps of such. */
export type Readable = null | boolean | string | number | bigint | readonly Readable[] | ReadonlyMap<string, Readable>;

export type Json = null | boolean | string | number | readonly Json[] | { readonly [key: string]: Json };

/** Throws Error where it is nested too deeply. */
export function readableOf(json: unknown, depth = 0): Readable {
  if (typeof json === "number") return Number.isSafeInteger(json) ? BigInt(json) : json;
  if (typeof json !== "object" || json === null) return json as null | boolean | string;
  if (depth === LIMITS.expressionValueDepth) {
    throw new Error(`is nested more than ${LIMITS.expressionValueDepth} deep`);
  }
  if (Array.isArray(json)) return json.map((item) => readableOf(item, depth + 1));
  return new Map(Object.entries(json).map(([key, member]) => [key, readableOf(member, depth + 1)]));
}

const TEXT_OF = [...celEnv().funcs].filter(({ name }) => name === "string");

/** Throws Error where JSON has no form for it. Timestamps and durations become texts, bytes base64. */
export function jsonOf(value: CelValue, meter: Meter): Json {
  if (typeof value === "string") {
    meter.spendText(value.length);
    return value;
  }
  meter.spend(1);
  if (value === null || typeof value === "boolean") return value;
  if (typeof value === "bigint") return wholeNumber(value);
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new Error(`${value} has no form in JSON`);
    return value;
  }
  if (isCelUint(value)) return wholeNumber(value.value);
  if (value instanceof Uint8Array) {
    meter.spendText(value.length);
    return Buffer.from(value).toString("base64");
  }
  if (isCelList(value)) return Array.from(value, (item) => jsonOf(item, meter));
  if (isCelMap(value)) {
    // Without a prototype any key is a plain one.
    const members: Record<string, Json> = Object.create(null);
    for (const [key, member] of value) members[keyText(key)] = jsonOf(member, meter);
    return members;
  }
  return timeText(value);
}

function wholeNumber(value: bigint): number {
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  throw new Error(`${value} is more than JSON carries exactly`);
}

function keyText(key: unknown): string {
  return isCelUint(key) ? String(key.value) : String(key);
}

/** Of a timestamp or a duration. */
function timeText(value: CelValue): string {
  for (const func of TEXT_OF) {
    const text = func.call(0, undefined, [value]);
    if (typeof text === "string") return text;
    if (isCelError(text)) throw new Error(text.message);
  }
  throw new Error("a type has no form in JSON");
}
