/**
 * Any message of a type of the contract, for tests of what reads or writes them.
 */
import { create, type DescField, type DescMessage, type Message, ScalarType } from "@bufbuild/protobuf";
import fc from "fast-check";

const TEXTS = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.constantFrom(
    "",
    "a",
    "x".repeat(24),
    "x".repeat(43),
    "ä".repeat(42),
    "x".repeat(127),
    "€".repeat(200),
    "\ud800a",
    "a\udc00",
  ),
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

/** Messages of types that not every value of their fields makes one of, by the names of the types. */
export type OwnMessages = ReadonlyMap<string, fc.Arbitrary<Message>>;

/** Any message of the type, with as many levels below it; `own`: those of some types. */
export function anyMessage(desc: DescMessage, levels: number, own: OwnMessages = new Map()): fc.Arbitrary<Message> {
  const message = own.get(desc.typeName);
  if (message !== undefined) return message;
  const singles = desc.fields.filter((field) => field.oneof === undefined);
  const fields = singles.map((field) => [field.localName, anyField(field, levels, own)] as const);
  const groups = desc.oneofs.map((oneof) => {
    const cases = oneof.fields.map((field) =>
      anySet(field, levels, own).map((value) =>
        value === undefined ? { case: undefined } : { case: field.localName, value },
      ),
    );
    return [oneof.localName, fc.oneof(fc.constant({ case: undefined }), ...cases)] as const;
  });
  return fc.record(Object.fromEntries([...fields, ...groups]), { requiredKeys: [] }).map((init) => create(desc, init));
}

function anyField(field: DescField, levels: number, own: OwnMessages): fc.Arbitrary<unknown> {
  return fc.option(anySet(field, levels, own), { nil: undefined });
}

function anySet(field: DescField, levels: number, own: OwnMessages): fc.Arbitrary<unknown> {
  switch (field.fieldKind) {
    case "list":
      return fc.array(anyValue(field, levels, own), { maxLength: 3 });
    case "map":
      return fc.dictionary(
        TEXTS.filter((key) => key !== "__proto__"),
        anyValue(field, levels, own),
        { maxKeys: 3, noNullPrototype: true },
      );
    default:
      return anyValue(field, levels, own);
  }
}

function anyValue(field: DescField, levels: number, own: OwnMessages): fc.Arbitrary<unknown> {
  if (field.message !== undefined) {
    if (levels === 0) return own.get(field.message.typeName) ?? fc.constant(create(field.message));
    return anyMessage(field.message, levels - 1, own);
  }
  if (field.enum !== undefined) return fc.constantFrom(...field.enum.values.map(({ number }) => number));
  const scalar = field.scalar === undefined ? undefined : SCALARS.get(field.scalar);
  if (scalar === undefined) throw new Error(`no values for ${field.toString()}`);
  return scalar;
}
