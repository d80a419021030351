/**
 * The single values of a flow file: strings, booleans, numbers, enum names and durations.
 */
import { create, type DescEnum, ScalarType } from "@bufbuild/protobuf";
import { type Duration, DurationSchema } from "@bufbuild/protobuf/wkt";
import type { Place, Reading } from "./reading.js";
import { suggestion } from "./suggestion.js";

export function readString(reading: Reading, place: Place): string {
  const { node } = place;
  reading.refuseTag(place);
  if (node.kind === "scalar" && node.scalar === "string") {
    return reading.wellFormed(node, place.path, node.text);
  }
  const quotable = node.kind === "scalar" && node.scalar !== "nothing";
  throw reading.expected(place, "a string", quotable ? `; quote it: "${node.text}"` : "");
}

const WHOLE_RANGES: Partial<Record<ScalarType, readonly [bigint, bigint]>> = {
  [ScalarType.INT32]: [-(2n ** 31n), 2n ** 31n - 1n],
  [ScalarType.UINT32]: [0n, 2n ** 32n - 1n],
  [ScalarType.INT64]: [-(2n ** 63n), 2n ** 63n - 1n],
  [ScalarType.UINT64]: [0n, 2n ** 64n - 1n],
};

/** A field of a scalar type of protobuf, in the form that protobuf-es keeps it. */
export function readScalar(reading: Reading, place: Place, type: ScalarType): string | boolean | number | bigint {
  if (type === ScalarType.STRING) {
    return readString(reading, place);
  }
  reading.refuseTag(place);
  const { node } = place;
  const kind = node.kind === "scalar" ? node.scalar : undefined;
  const text = node.kind === "scalar" ? node.text : "";
  if (type === ScalarType.BOOL) {
    if (kind !== "boolean") {
      throw reading.expected(place, "true or false");
    }
    return text.toLowerCase() === "true";
  }
  if (type === ScalarType.DOUBLE) {
    const value = kind === "integer" ? Number(wholeNumber(text)) : Number(text);
    if ((kind !== "integer" && kind !== "number") || !Number.isFinite(value)) {
      throw reading.expected(place, "a finite number");
    }
    return value;
  }
  const range = WHOLE_RANGES[type];
  if (range === undefined) {
    throw new TypeError(`a field of type ${ScalarType[type]} has no form in flow files`);
  }
  const value = kind === "integer" ? wholeNumber(text) : undefined;
  if (value === undefined || value < range[0] || value > range[1]) {
    throw reading.expected(place, `a whole number from ${range[0]} to ${range[1]}`);
  }
  return type === ScalarType.INT64 || type === ScalarType.UINT64 ? value : Number(value);
}

/** The value of an integer in any of its notations. */
export function wholeNumber(text: string): bigint {
  return text.startsWith("-") ? -BigInt(text.slice(1)) : BigInt(text.replace(/^\+/, ""));
}

export function readEnum(reading: Reading, place: Place, desc: DescEnum): number {
  reading.refuseTag(place);
  const values = desc.values.filter((value) => value.number !== 0);
  const names = values.map((value) => shortName(desc, value.name));
  const { node } = place;
  if (node.kind === "scalar" && node.scalar === "string") {
    const value = values[names.indexOf(node.text)];
    if (value !== undefined) {
      return value.number;
    }
  }
  const meant = node.kind === "scalar" && node.scalar === "string" ? suggestion(node.text, names) : undefined;
  const hint = meant === undefined ? "" : `; did you mean "${meant}"?`;
  throw reading.expected(place, `one of ${names.join(", ")}`, hint);
}

function shortName(desc: DescEnum, name: string): string {
  const prefix = `${desc.name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, "_").toUpperCase()}_`;
  return (name.startsWith(prefix) ? name.slice(prefix.length) : name).toLowerCase();
}

const UNIT_MS: Readonly<Record<string, bigint>> = { ms: 1n, s: 1000n, m: 60_000n, h: 3_600_000n, d: 86_400_000n };
const MAX_DURATION_MS = 315_576_000_000_000n;

export function readDuration(reading: Reading, place: Place): Duration {
  reading.refuseTag(place);
  const { node } = place;
  const text = node.kind === "scalar" ? node.text : "";
  const match = /^([0-9]+)(?:\.([0-9]+))?(ms|s|m|h|d)$/.exec(text);
  if (match === null) {
    throw reading.expected(place, "a duration such as 250ms, 30s, 5m, 2h or 1d");
  }
  const [, whole = "", fraction = "", unit = ""] = match;
  const divisor = 10n ** BigInt(fraction.length);
  const scaled = BigInt(whole + fraction) * (UNIT_MS[unit] ?? 0n);
  if (scaled % divisor !== 0n) {
    throw reading.refuse(node, place.path, `${text} is not a whole number of milliseconds`);
  }
  const ms = scaled / divisor;
  if (ms > MAX_DURATION_MS) {
    throw reading.refuse(node, place.path, `${text} is longer than 315576000000s`);
  }
  return create(DurationSchema, { seconds: ms / 1000n, nanos: Number(ms % 1000n) * 1_000_000 });
}
