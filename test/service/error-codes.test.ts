/**
 * The table of codes agrees with the published list of reasons.
 */
import { readFileSync } from "node:fs";
import { status } from "@grpc/grpc-js";
import { describe, expect, it } from "vitest";
import { CODES, type Reason } from "../../src/service/error-codes.js";

const PROTO = readFileSync(new URL("../../proto/lazyengine/v1/errors.proto", import.meta.url), "utf8");

/** Reasons with the codes that their comments name. */
const PUBLISHED = [...PROTO.matchAll(/\/\/ Code: (\w+)\n(?: *\/\/.*\n)* *ERROR_REASON_(\w+) =/g)].map(
  ([, code = "", reason = ""]) => ({ code, reason }),
);

/** Those whose callers are told when to repeat. */
const RETRIED = ["ABORTED", "UNAVAILABLE", "RESOURCE_EXHAUSTED"];

describe("the table of codes", () => {
  it("has every published reason, and no other but that of a caller that left", () => {
    expect(PUBLISHED.length).toBeGreaterThan(30);
    expect(Object.keys(CODES).sort()).toEqual([...PUBLISHED.map(({ reason }) => reason), "CANCELLED"].sort());
  });

  it.each(PUBLISHED)("gives $reason the code $code", ({ reason, code }) => {
    const entry = CODES[reason as Reason];
    expect(status[entry.code]).toBe(code);
    expect(entry.retryAfterMs !== undefined).toBe(RETRIED.includes(code));
  });
});
