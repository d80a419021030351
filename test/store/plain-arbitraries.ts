// Values of which segments are made, for round trips: the usual ones, and those that a store might trip over.
import fc from "fast-check";

/** Keys of users: dots, dollars, "__proto__", nothing and anything else. */
const key = fc.oneof(fc.constantFrom("", "a.b", "$set", "__proto__", "constructor", "0"), fc.string());
export const map = fc.dictionary(key, fc.string(), { maxKeys: 4 });
export const text = fc.oneof(fc.string(), fc.constantFrom("", "application/json", "$NOW", "ünï\u{1f600}"));
export const count = fc.oneof(fc.nat(), fc.constantFrom(0, 1, 2 ** 31, Number.MAX_SAFE_INTEGER));
export const time = fc.integer({ min: 0, max: 8_000_000_000_000 });
export const digest = fc.oneof(
  fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString("base64url")),
  fc.string(),
);
export const id = fc.oneof(
  fc.uuid(),
  fc.uuid().map((uuid) => uuid.toUpperCase()),
  fc.string(),
);
export const duration = fc.nat();
export const yes = fc.constant(true as const);

/** A record whose keys in `optional` may be absent, and are never undefined. */
export function record<Required extends object, Optional extends object = Record<never, never>>(
  required: { [Key in keyof Required]: fc.Arbitrary<Required[Key]> },
  optional?: { [Key in keyof Optional]: fc.Arbitrary<Optional[Key]> },
): fc.Arbitrary<Required & Partial<Optional>> {
  const model = { ...required, ...optional };
  // The library's type for required keys of two merged models does not resolve while they are generic.
  const requiredKeys = Object.keys(required) as never[];
  return fc.record(model, { requiredKeys, noNullPrototype: true }) as unknown as fc.Arbitrary<
    Required & Partial<Optional>
  >;
}
