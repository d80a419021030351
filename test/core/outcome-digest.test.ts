/**
 * The digest by which repeated outcomes are recognised.
 */
import { describe, expect, it } from "vitest";
import { type BroughtOutcome, canonicalJson, outcomeDigest } from "../../src/core/state/outcome-digest.js";

const FAILURE = { type: "E", message: "m", retryable: true, causes: [] };

function result(text: string, contentType = "text/plain", metadata = {}): BroughtOutcome {
  return { kind: "result", result: { data: Buffer.from(text), contentType, metadata } };
}

function failure(fields: Partial<Extract<BroughtOutcome, { kind: "failure" }>["failure"]> = {}): BroughtOutcome {
  return { kind: "failure", failure: { ...FAILURE, ...fields } };
}

describe("outcome digest", () => {
  it("is what it has always been: it is stored with every attempt", () => {
    expect(outcomeDigest(result("1"))).toBe("DVo7Se6j-jVfSQDeI3Ken_8jeLFJGN9KnfizodHC4gY");
    expect(outcomeDigest(failure())).toBe("lntgDIXa7j6UqP_ypEsJUVlUdoDkjMwjP3ZlYVIvRk4");
    expect(outcomeDigest({ kind: "cancelled", message: "" })).toBe("pbOJbALj2X3VqEQn6RilQZ6kjxvVqEIO-8u8htddYyM");
  });

  it("does not tell what is not part of the outcome", () => {
    expect(outcomeDigest(result("1", "text/plain", { trace: "x" }))).toBe(outcomeDigest(result("1")));
    expect(outcomeDigest(failure({ retryAfterMs: 5, causes: [FAILURE] }))).toBe(outcomeDigest(failure()));
  });

  it("tells all else", () => {
    const details = { data: Buffer.from("1"), contentType: "", metadata: {} };
    const outcomes: BroughtOutcome[] = [
      result(""),
      result("1"),
      result("1", "text/html"),
      result("1text/plain", ""),
      failure(),
      failure({ type: "F" }),
      failure({ message: "n" }),
      failure({ type: "Em", message: "" }),
      failure({ retryable: false }),
      failure({ details }),
      failure({ details: { ...details, contentType: "1", data: new Uint8Array() } }),
      { kind: "cancelled", message: "" },
      { kind: "cancelled", message: "m" },
    ];
    expect(new Set(outcomes.map(outcomeDigest)).size).toBe(outcomes.length);
  });
});

it("plain values are the same in any order of their members, and bytes of any class", () => {
  const text = canonicalJson({ b: [Buffer.from("x"), { d: 1, c: undefined }], a: null });
  expect(text).toBe('{"a":null,"b":["eA==",{"d":1}]}');
  expect(canonicalJson({ a: null, b: [new Uint8Array([120]), { c: undefined, d: 1 }] })).toBe(text);
});
