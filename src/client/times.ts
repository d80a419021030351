/**
 * Times and durations: milliseconds in plain values, Timestamp and Duration in messages.
 */
import { create } from "@bufbuild/protobuf";
import { type Duration, DurationSchema, type Timestamp, timestampFromMs, timestampMs } from "@bufbuild/protobuf/wkt";
import { invalidField } from "./invalid-field.js";
import { shown } from "./scalar-value.js";

/** A number of milliseconds, or a text as in flow files: `250ms`, `30s`, `5m`, `2h`, `1d`. */
export type DurationInput = number | string;

/** As protobuf bounds a Duration: some 10,000 years. */
const LONGEST_MS = 315_576_000_000_000;

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds. Throws INVALID_FIELD where the input is neither, or longer than a message can say. */
export function durationInputMs(input: DurationInput, field: string): number {
  const ms = typeof input === "number" ? input : msOfText(input, field);
  if (Math.abs(ms) <= LONGEST_MS) return ms;
  throw invalidField(field, `must be at most ${LONGEST_MS} milliseconds, got ${shown(input)}`);
}

function msOfText(text: string, field: string): number {
  const match = typeof text === "string" ? /^([0-9]+(?:\.[0-9]+)?)(ms|s|m|h|d)$/.exec(text) : null;
  if (match === null) {
    const forms = "milliseconds or a duration such as 250ms, 30s, 5m, 2h or 1d";
    throw invalidField(field, `must be ${forms}, got ${shown(text)}`);
  }
  return Math.round(Number(match[1]) * (UNIT_MS[match[2] ?? ""] ?? 0));
}

/** The message of a duration in milliseconds, which need not be whole. */
export function durationMessage(ms: number): Duration {
  const whole = Math.trunc(ms / 1_000);
  return create(DurationSchema, { seconds: BigInt(whole), nanos: Math.round((ms - whole * 1_000) * 1_000_000) });
}

/** The message of a duration as it was given; undefined stays undefined. */
export function durationInputMessage(input: DurationInput | undefined, field: string): Duration | undefined {
  return input === undefined ? undefined : durationMessage(durationInputMs(input, field));
}

/** The message of milliseconds since the epoch, or of a Date. Throws INVALID_FIELD where it is neither, or no moment. */
export function timestampMessage(time: number | Date, field: string): Timestamp {
  const ms = time instanceof Date || typeof time === "number" ? Number(time) : Number.NaN;
  if (Number.isNaN(new Date(ms).getTime())) {
    throw invalidField(field, `must be milliseconds since the epoch or a Date, got ${shown(time)}`);
  }
  return timestampFromMs(ms);
}

/** Milliseconds since the epoch. */
export function timeOf(timestamp: Timestamp | undefined): number | undefined {
  return timestamp === undefined ? undefined : timestampMs(timestamp);
}
