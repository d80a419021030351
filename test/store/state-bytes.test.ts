// C6: what is counted of a state is never less than what MongoDB stores of it.
import fc from "fast-check";
import { BSON } from "mongodb";
import { expect, test } from "vitest";
import { LIMITS } from "../../src/core/limits.js";
import { pairsBytes, payloadBytes, valueBytes } from "../../src/core/state/bson-bytes.js";
import { entryBytes } from "../../src/core/state/entry-bytes.js";
import { barestEntry } from "../../src/core/state/lean-entry.js";
import type { AttemptRecord, NodeEntry } from "../../src/core/state/node-entry.js";
import { headerBytes } from "../../src/core/state/segment-bytes.js";
import { flowToDocument } from "../../src/store/mongo/flow-document.js";
import { linksToDocument } from "../../src/store/mongo/links-document.js";
import { nodeToDocument } from "../../src/store/mongo/node-document.js";
import { pairsToDocument, payloadToDocument } from "../../src/store/mongo/value-documents.js";
import { entry, flow, links, payload } from "./arbitraries.js";

const LENGTH_AND_END = 5;

/** As one field of a document; bytes. */
function stored(name: string, value: unknown): number {
  return BSON.calculateObjectSize({ [name]: value } as BSON.Document) - LENGTH_AND_END;
}

const sized = (most: number, unit = "xü漢"): fc.Arbitrary<string> =>
  fc.tuple(fc.constantFrom(...unit), fc.constantFrom(0, 1, 40, most)).map(([one, bytes]) => {
    const each = Buffer.byteLength(one);
    return one.repeat(Math.floor(bytes / each));
  });

const described = fc.constantFrom(0, 1, 20, 64).map((pairs) => {
  const value = "m".repeat(Math.floor(8_192 / Math.max(1, pairs)) - 4);
  return Object.fromEntries(Array.from({ length: pairs }, (_, index) => [`k${index}`, value]));
});

/** Of ids of the greatest length, of bytes up to what stays inline. */
const payloadAtLimits = fc.oneof(
  fc
    .record({ contentType: sized(255), metadata: described, bytes: fc.constantFrom(0, 128, 1_024) })
    .map(({ contentType, metadata, bytes }) => ({
      ...{ contentType, metadata, size: bytes, data: new Uint8Array(bytes) },
    })),
  sized(255).map((contentType) => ({ contentType, size: 1_048_576, metadataSize: 9_000, ref: "r".repeat(400) })),
);

const failureAtLimits = fc.record({
  type: sized(255),
  message: sized(16_384),
  retryable: fc.boolean(),
  body: payloadAtLimits,
});

const attemptAtLimits: fc.Arbitrary<AttemptRecord> = fc.record({
  ...{ attempt: fc.constant(1_000_000), tries: fc.nat({ max: 9 }), token: sized(40, "t"), worker: sized(255) },
  ...{ session: sized(128), requestId: sized(128), readyTime: fc.constant(1), claimTime: fc.constant(2) },
  ...{ endTime: fc.constant(3), end: fc.constant("LEASE_LOST" as const), failure: failureAtLimits },
});

const entryAtLimits: fc.Arbitrary<NodeEntry> = fc
  .record({
    plain: entry,
    history: fc.array(attemptAtLimits, { maxLength: 10 }),
    claim: fc.record({
      ...{ token: sized(40, "t"), session: sized(128), epoch: fc.nat(), worker: sized(255), claimTime: fc.nat() },
      lent: fc.array(sized(60, "l"), { maxLength: 3 }),
    }),
    ...{ result: payloadAtLimits, failure: failureAtLimits, context: payloadAtLimits, memo: payloadAtLimits },
    labels: described,
    firedMessages: fc.array(sized(1_024), { maxLength: 40 }),
    fired: fc.array(fc.nat({ max: 99_999 }), { maxLength: 2_000 }),
    causes: fc.array(fc.tuple(fc.nat({ max: 100_000 }), fc.nat({ max: 99_999 })), { maxLength: 2_000 }),
    plan: fc.record({ queue: sized(255), delayMs: fc.nat(), timeouts: fc.record({ readyToClaimMs: fc.nat() }) }),
  })
  .map(({ plain, labels, causes, ...rest }) => ({
    ...plain,
    ...rest,
    origin: { causes },
    child: { spawned: { definitionDigest: "d".repeat(64), labels, digest: "x".repeat(43) } },
  }));

test("C6 an entry is counted as no less than its document has", () => {
  fc.assert(
    fc.property(fc.oneof(entry, entryAtLimits), (one) => {
      expect(entryBytes(one)).toBeGreaterThanOrEqual(stored("100000", nodeToDocument(one)));
    }),
    { numRuns: 500 },
  );
});

test("C6 an entry at its limits is counted as no more than a third over its document", () => {
  fc.assert(
    fc.property(entryAtLimits, (one) => {
      const bytes = stored("100000", nodeToDocument(one));
      fc.pre(bytes > 20_000);
      expect(entryBytes(one)).toBeLessThan((bytes * 4) / 3);
    }),
  );
});

test("C6 a header and an exchange with other segments are counted as no less than their documents have", () => {
  fc.assert(
    fc.property(flow, (header) => {
      expect(headerBytes(header)).toBeGreaterThanOrEqual(stored("flow", flowToDocument(header)));
    }),
    { numRuns: 300 },
  );
  fc.assert(
    fc.property(links, (one) => {
      expect(valueBytes(one) + 20).toBeGreaterThanOrEqual(stored("links", linksToDocument(one)));
    }),
    { numRuns: 300 },
  );
});

test("C6 metadata is counted, and a payload's with it", () => {
  fc.assert(
    fc.property(fc.oneof(payload, payloadAtLimits), described, (one, metadata) => {
      expect(payloadBytes(one)).toBeGreaterThanOrEqual(stored("context", payloadToDocument(one)));
      expect(pairsBytes(metadata)).toBeGreaterThanOrEqual(BSON.calculateObjectSize(pairsToDocument(metadata)));
    }),
  );
});

test("C6 the least that is kept of ended tasks fits for as many as a flow may have", () => {
  const aside = { contentType: "application/json", size: 1_048_576, ref: "r".repeat(400) };
  const failure = { type: "漢".repeat(85), message: "漢".repeat(512), retryable: false, body: aside };
  const id = "i".repeat(128);
  const worker = "w".repeat(255);
  const attempts = Array.from({ length: 10 }, (_, attempt): AttemptRecord => {
    const times = { readyTime: 1, claimTime: 2, endTime: 3 };
    return { attempt, tries: attempt, ...times, end: "FAILED", token: "t".repeat(30), session: id, worker, failure };
  });
  const ended: NodeEntry = {
    ...{ state: "FAILED", version: 1, attempt: 11, tries: 11, losses: 9, readyBy: [8_191, 1_000_000] },
    ...{ reachedTime: 1, readyTime: 2, startTime: 3, endTime: 4, outcomeDigest: "d".repeat(43), requestId: id },
    ...{ claim: { token: "t".repeat(30), session: id, epoch: 2, owner: id, worker, claimTime: 3 } },
    ...{ failure, history: attempts },
  };
  const each = LIMITS.segmentBytes / LIMITS.instancesPerFlow;
  expect(entryBytes(ended)).toBeGreaterThan(20 * 1_024);
  expect(entryBytes(barestEntry(ended, () => aside))).toBeLessThanOrEqual(each);
  const { failure: _, ...others } = ended;
  const succeeded: NodeEntry = { ...others, state: "SUCCEEDED", result: { ...aside, contentType: "c".repeat(255) } };
  expect(entryBytes(barestEntry(succeeded, () => aside))).toBeLessThanOrEqual(each);
});
