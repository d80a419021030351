/**
 * Whether a value has the form of a scalar field: of the right type, in the field's range, and Unicode.
 */
import { ScalarType } from "@bufbuild/protobuf";
import { invalidField } from "./invalid-field.js";

const LONE_SURROGATE = /\p{Cs}/u;
const INT32: Range = [-(2n ** 31n), 2n ** 31n - 1n];
const UINT32: Range = [0n, 2n ** 32n - 1n];
const INT64: Range = [-(2n ** 63n), 2n ** 63n - 1n];
const UINT64: Range = [0n, 2n ** 64n - 1n];

type Range = readonly [least: bigint, most: bigint];

const RANGES: Partial<Record<ScalarType, Range>> = {
  [ScalarType.INT32]: INT32,
  [ScalarType.UINT32]: UINT32,
  [ScalarType.INT64]: INT64,
  [ScalarType.UINT64]: UINT64,
};

/** Throws INVALID_FIELD. Bytes are taken as they are. */
export function checkScalar(value: unknown, type: ScalarType, path: string): void {
  const range = RANGES[type];
  if (range !== undefined) checkWhole(value, range, path);
  else if (type === ScalarType.STRING) checkText(value, path);
  else if (type === ScalarType.BOOL) {
    if (typeof value !== "boolean") throw invalidField(path, `must be true or false, got ${shown(value)}`);
  } else if ((type === ScalarType.DOUBLE || type === ScalarType.FLOAT) && typeof value !== "number") {
    throw invalidField(path, `must be a number, got ${shown(value)}`);
  }
}

/** The text itself. Throws INVALID_FIELD. */
export function checkedText(value: unknown, path: string): string {
  checkText(value, path);
  return value;
}

/** Throws INVALID_FIELD. */
export function checkText(value: unknown, path: string): asserts value is string {
  if (typeof value !== "string") throw invalidField(path, `must be text, got ${shown(value)}`);
  if (LONE_SURROGATE.test(value)) {
    throw invalidField(path, `must be Unicode: half of a surrogate pair stands alone in ${JSON.stringify(value)}`);
  }
}

function checkWhole(value: unknown, range: Range, path: string): void {
  const [least, most] = range;
  const isLarge = range === INT64 || range === UINT64;
  const isWhole = (isLarge && typeof value === "bigint") || (typeof value === "number" && Number.isInteger(value));
  if (!isWhole || BigInt(value) < least || BigInt(value) > most) {
    throw invalidField(path, `must be a whole number from ${least} to ${most}, got ${shown(value)}`);
  }
}

/** So much of a text is enough to know it again. */
const SHOWN = 100;

/** A value as error texts name it. */
export function shown(value: unknown): string {
  if (typeof value === "string") {
    return value.length > SHOWN ? `${JSON.stringify(value.slice(0, SHOWN))}…` : JSON.stringify(value);
  }
  if (typeof value === "bigint") return `${value}n`;
  if (Array.isArray(value)) return "a list";
  if (typeof value === "function") return "a function";
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "an invalid Date" : value.toISOString();
  return typeof value === "object" && value !== null ? "an object" : String(value);
}
