/**
 * Times and durations: milliseconds within, Timestamp and Duration on the wire.
 */
import type { Duration, Timestamp } from "@bufbuild/protobuf/wkt";

/** Messages are plain objects; these two are written out because answers are full of them. */
export function timestamp(timeMs: number): Timestamp {
  const seconds = Math.floor(timeMs / 1000);
  return {
    $typeName: "google.protobuf.Timestamp",
    seconds: BigInt(seconds),
    nanos: Math.round((timeMs - seconds * 1000) * 1e6),
  };
}

export function duration(durationMs: number): Duration {
  const seconds = Math.trunc(durationMs / 1000);
  return {
    $typeName: "google.protobuf.Duration",
    seconds: BigInt(seconds),
    nanos: Math.round((durationMs - seconds * 1000) * 1e6),
  };
}

export function optionalTimestamp(timeMs: number | undefined): Timestamp | undefined {
  return timeMs === undefined ? undefined : timestamp(timeMs);
}

export function optionalDuration(durationMs: number | undefined): Duration | undefined {
  return durationMs === undefined ? undefined : duration(durationMs);
}

/** Parts of a millisecond count as a whole one, so that nothing happens too early and no duration becomes zero. */
export function millisOfTimestamp(time: Timestamp): number {
  return Number(time.seconds) * 1000 + Math.ceil(time.nanos / 1e6);
}

/** As for times, away from zero. */
export function millisOfDuration(span: Duration): number {
  const parts = span.nanos / 1e6;
  return Number(span.seconds) * 1000 + (parts < 0 ? Math.floor(parts) : Math.ceil(parts));
}
