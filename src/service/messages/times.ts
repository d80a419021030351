/**
 * Times and durations: milliseconds within, Timestamp and Duration on the wire.
 */
import type { Duration, Timestamp } from "@bufbuild/protobuf/wkt";
import type { Timeouts as TimeoutsMessage } from "#gen/lazyengine/v1/index.js";
import { EngineError } from "../../engine/engine-error.js";
import type { Timeouts } from "../../engine/values.js";
import { refuseUnknownFields } from "./unknown-fields.js";

const NANOS_MAX = 999_999_999;

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

/**
 * Parts of a millisecond count as a whole one, so that nothing happens too early and no duration becomes zero. Throws
 * INVALID_FIELD, naming `field`, where the nanoseconds are not those of a Timestamp.
 */
export function millisOfTimestamp(time: Timestamp, field: string): number {
  if (!(time.nanos >= 0 && time.nanos <= NANOS_MAX)) {
    throw unfit(field, `nanos must be from 0 to ${NANOS_MAX}, got ${time.nanos}`);
  }
  return Number(time.seconds) * 1000 + Math.ceil(time.nanos / 1e6);
}

/** As for times, away from zero; the nanoseconds have the sign of the seconds. */
export function millisOfDuration(span: Duration, field: string): number {
  if (!(Math.abs(span.nanos) <= NANOS_MAX)) {
    throw unfit(field, `nanos must be from -${NANOS_MAX} to ${NANOS_MAX}, got ${span.nanos}`);
  }
  if ((span.seconds > 0n && span.nanos < 0) || (span.seconds < 0n && span.nanos > 0)) {
    throw unfit(field, `seconds and nanos must have one sign, got ${span.seconds} and ${span.nanos}`);
  }
  const parts = span.nanos / 1e6;
  return Number(span.seconds) * 1000 + (parts < 0 ? Math.floor(parts) : Math.ceil(parts));
}

function unfit(field: string, text: string): EngineError {
  return new EngineError("INVALID_FIELD", `${field}: ${text}`, { metadata: { field } });
}

export function timeoutsOf(timeouts: TimeoutsMessage, path: string): Timeouts {
  refuseUnknownFields(timeouts, path);
  return {
    ...known("readyToClaimMs", timeouts.readyToClaim, `${path}.ready_to_claim`),
    ...known("runMs", timeouts.run, `${path}.run`),
    ...known("heartbeatMs", timeouts.heartbeat, `${path}.heartbeat`),
    ...known("attemptMs", timeouts.attempt, `${path}.attempt`),
    ...known("totalMs", timeouts.total, `${path}.total`),
  };
}

function known(key: keyof Timeouts, span: Duration | undefined, path: string): Timeouts {
  if (span === undefined) return {};
  refuseUnknownFields(span, path);
  return { [key]: millisOfDuration(span, path) };
}
