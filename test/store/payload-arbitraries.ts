// Payloads as state keeps them, for round trips.
import fc from "fast-check";
import type { StoredPayload } from "../../src/core/state/payload.js";
import { count, map, record, text } from "./plain-arbitraries.js";

export const payload: fc.Arbitrary<StoredPayload> = fc.oneof(
  record({ contentType: text, data: fc.uint8Array({ maxLength: 40 }) }, { metadata: map }).map((inline) => ({
    ...inline,
    size: inline.data.length,
  })),
  record({ contentType: text, size: count, ref: text }, { metadata: map, metadataSize: count }),
  record({ contentType: text, size: count, itemsOf: count }),
);
