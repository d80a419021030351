/**
 * The encoder of answers in JSON writes what protobuf's own does, for any message of the contract, and megabytes in no time.
 */
import { create, type DescMessage, type Message, toJsonString } from "@bufbuild/protobuf";
import { AnySchema, anyPack, DurationSchema, FloatValueSchema, TimestampSchema } from "@bufbuild/protobuf/wkt";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BadRequestSchema, ErrorInfoSchema } from "#gen/google/rpc/error_details_pb.js";
import { StatusSchema } from "#gen/google/rpc/status_pb.js";
import { LazyEngine } from "#gen/lazyengine/v1/index.js";
import { ERROR_DETAILS } from "../../../src/server/connect/connect-errors.js";
import { jsonEncoder } from "../../../src/server/connect/message-json.js";
import { anyMessage } from "../any-message.js";

const NANOS_MAX = 999_999_999;
const nanos = fc.oneof(fc.constantFrom(0, 1, 1_000, 120_000_000, NANOS_MAX), fc.integer({ min: 0, max: NANOS_MAX }));

/** Those that JSON has a form for. */
const OWN = new Map<string, fc.Arbitrary<Message>>([
  [
    TimestampSchema.typeName,
    fc
      .record({ seconds: fc.bigInt({ min: -62_135_596_800n, max: 253_402_300_799n }), nanos })
      .map((init) => create(TimestampSchema, init)),
  ],
  [
    DurationSchema.typeName,
    fc
      .tuple(fc.constantFrom(1, -1), fc.oneof(fc.constant(0n), fc.bigInt({ min: 0n, max: 315_576_000_000n })), nanos)
      .map(([sign, seconds, part]) => create(DurationSchema, { seconds: BigInt(sign) * seconds, nanos: sign * part })),
  ],
  [
    AnySchema.typeName,
    fc.constantFrom<Message>(
      create(AnySchema),
      anyPack(ErrorInfoSchema, create(ErrorInfoSchema, { reason: "R", metadata: { a: "b" } })),
      anyPack(BadRequestSchema, create(BadRequestSchema, { fieldViolations: [{ field: "f" }] })),
    ),
  ],
]);

const OUTPUTS = [...LazyEngine.methods.map(({ output }) => output), StatusSchema];

function byLibrary(desc: DescMessage, message: Message): string {
  return toJsonString(desc, message, { registry: ERROR_DETAILS });
}

describe("the encoder in JSON", () => {
  it.each(OUTPUTS)("writes $name as protobuf's own does", (desc) => {
    const encode = jsonEncoder(desc);
    fc.assert(
      fc.property(anyMessage(desc, 4, OWN), (message) => {
        expect(encode(message).toString()).toBe(byLibrary(desc, message));
      }),
      { numRuns: 60 },
    );
  });

  it("writes a value of an enum that has no name as its number", () => {
    const desc = LazyEngine.method.getFlowDetails.output;
    const message = create(desc, { flow: {} });
    Object.assign(message.flow ?? {}, { state: 4_711 });
    expect(JSON.parse(jsonEncoder(desc)(message).toString())).toEqual({ flow: { state: 4_711 } });
  });

  it("writes bytes of all lengths, from the midst of others, in a fraction of the time", () => {
    const desc = LazyEngine.method.getFlowDetails.output;
    const encode = jsonEncoder(desc);
    const bytes = new Uint8Array(1_000_000).map((_, index) => index * 7);
    for (const end of [1, 2, 3, 4, 300]) {
      const message = create(desc, { flow: { input: { data: bytes.subarray(1, 1 + end) } } });
      expect(encode(message).toString()).toBe(byLibrary(desc, message));
    }
    const message = create(desc, { flow: { input: { data: bytes } } });
    const start = performance.now();
    const expected = byLibrary(desc, message);
    const libraryMs = performance.now() - start;
    expect(encode(message).toString()).toBe(expected);
    expect(leastMs(() => encode(message))).toBeLessThan(libraryMs / 4);
  });

  it("refuses what JSON has no form for, and goes on", () => {
    const desc = LazyEngine.method.getFlowDetails.output;
    const encode = jsonEncoder(desc);
    expect(() => encode(create(desc, { flow: { createTime: { seconds: 10n ** 15n } } }))).toThrow("9999");
    expect(encode(create(desc, { nextPageToken: "n" })).toString()).toBe('{"nextPageToken":"n"}');
    const unknown = { ...FloatValueSchema, typeName: "lazyengine.v1.Unknown" };
    expect(() => jsonEncoder(unknown)).toThrow("is of a kind that has no form in JSON");
  });
});

/** The least of three times, which other work on the machine has the smallest part in. */
function leastMs(run: () => unknown): number {
  const times = [0, 1, 2].map(() => {
    const start = performance.now();
    run();
    return performance.now() - start;
  });
  return Math.min(...times);
}
