// Times and durations from the wire: what is well formed counts, everything else is refused by its field.
import { create } from "@bufbuild/protobuf";
import { DurationSchema, TimestampSchema } from "@bufbuild/protobuf/wkt";
import { expect, test } from "vitest";
import { durationText } from "../../src/core/definition/duration-text.js";
import { millisOfDuration, millisOfTimestamp } from "../../src/service/messages/times.js";

test.each([
  [0n, 0, 0],
  [1n, 1, 1_001],
  [-1n, -1, -1_001],
  [0n, -500_000_000, -500],
  [2n, 999_999_999, 3_000],
])("a duration of %s s and %i ns is %i ms", (seconds, nanos, ms) => {
  expect(millisOfDuration(create(DurationSchema, { seconds, nanos }), "wait")).toBe(ms);
});

test.each([
  [0n, 1_000_000_000, "wait: nanos must be from -999999999 to 999999999, got 1000000000"],
  [0n, -1_000_000_000, "wait: nanos must be from -999999999 to 999999999, got -1000000000"],
  [1n, -1, "wait: seconds and nanos must have one sign, got 1 and -1"],
  [-1n, 1, "wait: seconds and nanos must have one sign, got -1 and 1"],
])("a duration of %s s and %i ns is refused", (seconds, nanos, message) => {
  const span = create(DurationSchema, { seconds, nanos });
  expect(() => millisOfDuration(span, "wait")).toThrow(
    expect.objectContaining({ reason: "INVALID_FIELD", message, metadata: { field: "wait" } }),
  );
});

test.each([-1, 1_000_000_000])("a time with %i ns is refused", (nanos) => {
  const time = create(TimestampSchema, { seconds: 1n, nanos });
  expect(() => millisOfTimestamp(time, "not_before_time")).toThrow(
    expect.objectContaining({
      reason: "INVALID_FIELD",
      message: `not_before_time: nanos must be from 0 to 999999999, got ${nanos}`,
    }),
  );
});

test.each([
  [0, "0s"],
  [-5_000, "-5s"],
  [1_500, "1500ms"],
  [0.5, "0.5ms"],
  [90_000, "90s"],
  [5_400_000, "90m"],
  [86_400_000, "1d"],
  [Number.NaN, "NaN"],
])("%d ms is written %s", (ms, text) => {
  expect(durationText(ms)).toBe(text);
});
