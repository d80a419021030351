/**
 * The encoder of answers writes what protobuf's own does, for any message of the contract.
 */
import { create, type DescField, type DescMessage, type Message, ScalarType, toBinary } from "@bufbuild/protobuf";
import { FieldMaskSchema, FloatValueSchema } from "@bufbuild/protobuf/wkt";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { StatusSchema } from "#gen/google/rpc/status_pb.js";
import { LazyEngine } from "#gen/lazyengine/v1/index.js";
import { messageEncoder } from "../../src/server/message-encoder.js";

const TEXTS = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.constantFrom("", "a", "x".repeat(24), "x".repeat(43), "ä".repeat(42), "x".repeat(127), "€".repeat(200)),
);

const SCALARS = new Map<ScalarType, fc.Arbitrary<unknown>>([
  [ScalarType.STRING, TEXTS],
  [ScalarType.BYTES, fc.uint8Array({ maxLength: 300 })],
  [ScalarType.BOOL, fc.boolean()],
  [ScalarType.INT32, fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })],
  [ScalarType.UINT32, fc.integer({ min: 0, max: 2 ** 32 - 1 })],
  [ScalarType.INT64, fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })],
  [ScalarType.UINT64, fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })],
  [ScalarType.DOUBLE, fc.oneof(fc.double(), fc.constant(-0))],
]);

/** Any message of the type, with as many levels below it. */
function anyMessage(desc: DescMessage, levels: number): fc.Arbitrary<Message> {
  const singles = desc.fields.filter((field) => field.oneof === undefined);
  const fields = singles.map((field) => [field.localName, anyField(field, levels)] as const);
  const groups = desc.oneofs.map((oneof) => {
    const cases = oneof.fields.map((field) =>
      anySet(field, levels).map((value) =>
        value === undefined ? { case: undefined } : { case: field.localName, value },
      ),
    );
    return [oneof.localName, fc.oneof(fc.constant({ case: undefined }), ...cases)] as const;
  });
  return fc.record(Object.fromEntries([...fields, ...groups]), { requiredKeys: [] }).map((init) => create(desc, init));
}

function anyField(field: DescField, levels: number): fc.Arbitrary<unknown> {
  return fc.option(anySet(field, levels), { nil: undefined });
}

function anySet(field: DescField, levels: number): fc.Arbitrary<unknown> {
  switch (field.fieldKind) {
    case "list":
      return fc.array(anyValue(field, levels), { maxLength: 3 });
    case "map":
      return fc.dictionary(
        TEXTS.filter((key) => key !== "__proto__"),
        anyValue(field, levels),
        { maxKeys: 3, noNullPrototype: true },
      );
    default:
      return anyValue(field, levels);
  }
}

function anyValue(field: DescField, levels: number): fc.Arbitrary<unknown> {
  if (field.message !== undefined) {
    return levels === 0 ? fc.constant(create(field.message)) : anyMessage(field.message, levels - 1);
  }
  if (field.enum !== undefined) return fc.constantFrom(...field.enum.values.map(({ number }) => number));
  const scalar = field.scalar === undefined ? undefined : SCALARS.get(field.scalar);
  if (scalar === undefined) throw new Error(`no values for ${field.toString()}`);
  return scalar;
}

const OUTPUTS = [...LazyEngine.methods.map(({ output }) => output), StatusSchema];

describe("the encoder", () => {
  it.each(OUTPUTS)("writes $name as protobuf's own does", (desc) => {
    const encode = messageEncoder(desc);
    fc.assert(
      fc.property(anyMessage(desc, 4), (message) => {
        expect(encode(message).equals(toBinary(desc, message))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it.each([0, 127, 128, 16_383, 16_384, 70_000, 2_097_152, 3_000_000])("writes a part of about %i bytes", (size) => {
    const desc = LazyEngine.method.getFlowDetails.output;
    const encode = messageEncoder(desc);
    for (const more of [0, 1, 2, 3, 4, 5, 6, 7, 8]) {
      const data = new Uint8Array(Math.max(0, size - more)).fill(7);
      const message = create(desc, { flow: { input: { data } }, nextPageToken: "next" });
      expect(encode(message).equals(toBinary(desc, message))).toBe(true);
    }
  });

  it("goes on after a message that it cannot write", () => {
    const desc = LazyEngine.method.suspendFlow.output;
    const encode = messageEncoder(desc);
    const broken = create(desc, { flow: { flowId: "f", version: 7n } });
    Object.assign(broken.flow ?? {}, { labels: undefined, counts: undefined });
    expect(() => encode(broken)).toThrow(TypeError);
    const good = create(desc, { replayed: true });
    expect(encode(good).equals(toBinary(desc, good))).toBe(true);
  });

  it("refuses kinds of fields that the contract does not use", () => {
    expect(() => messageEncoder(FloatValueSchema)).toThrow("is of a kind that has no encoder");
    expect(messageEncoder(FieldMaskSchema)(create(FieldMaskSchema, { paths: ["a"] }))).toEqual(Buffer.of(10, 1, 97));
  });
});
