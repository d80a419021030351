/**
 * When a failed task is tried again.
 */
import { describe, expect, it } from "vitest";
import { retryDelayMs } from "../../src/core/decide/retry-policy.js";
import { retry } from "./definitions.js";

const FAILURE = { type: "E", message: "", retryable: true };
const never = () => {
  throw new Error("no dice were to be thrown");
};

describe("retry policy", () => {
  it("gives one try where there is none", () => {
    expect(retryDelayMs(undefined, 1, FAILURE, never)).toBeUndefined();
  });

  it("counts tries, the first one included", () => {
    expect(retryDelayMs(retry(3), 2, FAILURE, never)).toBe(0);
    expect(retryDelayMs(retry(3), 3, FAILURE, never)).toBeUndefined();
    expect(retryDelayMs(retry(1), 1, FAILURE, never)).toBeUndefined();
  });

  it("ends with a failure that is not retryable, by itself or by its type", () => {
    expect(retryDelayMs(retry(9), 1, { ...FAILURE, retryable: false }, never)).toBeUndefined();
    expect(retryDelayMs(retry(9, { nonRetryableTypes: ["F", "E"] }), 1, FAILURE, never)).toBeUndefined();
    expect(retryDelayMs(retry(9, { nonRetryableTypes: ["e"] }), 1, FAILURE, never)).toBe(0);
  });

  it("grows by the multiplier up to the longest interval", () => {
    const policy = retry(99, { initialIntervalMs: 100, multiplier: 3, maxIntervalMs: 1000 });
    expect([1, 2, 3, 4, 98].map((tries) => retryDelayMs(policy, tries, FAILURE, never))).toEqual([
      100, 300, 900, 1000, 1000,
    ]);
  });

  it("stays a number when it grows beyond all bounds", () => {
    const tenYears = 10 * 365 * 24 * 3_600_000;
    expect(retryDelayMs(retry(1_000_000, { initialIntervalMs: 1, multiplier: 1000 }), 999_999, FAILURE, never)).toBe(
      tenYears,
    );
    expect(retryDelayMs(retry(1_000_000, { multiplier: 1000 }), 999_999, FAILURE, never)).toBe(0);
  });

  it("is shortened by at most the jitter's share, in whole milliseconds", () => {
    const policy = retry(9, { initialIntervalMs: 1001, jitter: 0.5 });
    expect(retryDelayMs(policy, 1, FAILURE, () => 0)).toBe(1001);
    expect(retryDelayMs(policy, 1, FAILURE, () => 0.5)).toBe(751);
    expect(retryDelayMs(policy, 1, FAILURE, () => 0.999999)).toBe(501);
  });

  it("is never shorter than the failure asks for", () => {
    const policy = retry(9, { initialIntervalMs: 1000, maxIntervalMs: 2000 });
    expect(retryDelayMs(policy, 1, { ...FAILURE, retryAfterMs: 5000 }, never)).toBe(5000);
    expect(retryDelayMs(policy, 1, { ...FAILURE, retryAfterMs: 10 }, never)).toBe(1000);
  });
});
