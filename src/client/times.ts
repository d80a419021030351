/**
 * Times and durations: milliseconds in plain values, Timestamp and Duration in messages.
 */
import { create } from "@bufbuild/protobuf";
import { type Duration, DurationSchema, type Timestamp, timestampFromMs, timestampMs } from "@bufbuild/protobuf/wkt";

/** A number of milliseconds, or a text as in flow files: `250ms`, `30s`, `5m`, `2h`, `1d`. */
export type DurationInput = number | string;

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds. Throws TypeError, naming `field`, where the input is neither. */
export function durationInputMs(input: DurationInput, field: string): number {
  if (typeof input === "number") {
    if (!Number.isFinite(input)) {
      throw new TypeError(`${field}: expected milliseconds, found ${input}`);
    }
    return input;
  }
  const match = /^([0-9]+(?:\.[0-9]+)?)(ms|s|m|h|d)$/.exec(input);
  if (match === null) {
    throw new TypeError(`${field}: expected a duration such as 250ms, 30s, 5m, 2h or 1d, found "${input}"`);
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

/** The message of milliseconds since the epoch, or of a Date. */
export function timestampMessage(time: number | Date): Timestamp {
  return timestampFromMs(typeof time === "number" ? time : time.getTime());
}

/** Milliseconds since the epoch. */
export function timeOf(timestamp: Timestamp | undefined): number | undefined {
  return timestamp === undefined ? undefined : timestampMs(timestamp);
}
