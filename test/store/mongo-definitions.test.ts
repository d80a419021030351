// What a definition names, as MongoDB keeps and finds it.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { DefinitionRecord } from "../../src/store/definition-store.js";
import { collectionsOf } from "../../src/store/mongo/collections.js";
import { namingChunk } from "../../src/store/mongo/definition-collection.js";
import { type MongoFixture, mongoFixture } from "./mongo-fixture.js";
import { freshNamespace } from "./store-fixture.js";

const DAY_MS = 24 * 3_600_000;
const CHILD = "c".repeat(64);
const PARENT = "a".repeat(64);
let fixture: MongoFixture;

beforeAll(async () => {
  fixture = await mongoFixture();
});
afterAll(async () => fixture.close());

function definition(namespace: string, digest: string, ...named: readonly string[]): DefinitionRecord {
  const content = { name: "", version: "", taskCount: 1, chunks: [new Uint8Array(8)], chunkCount: 1 };
  return { namespace, digest, ...content, ...(named.length > 0 && { namedIn: () => new Set(named) }) };
}

async function ageOf(namespace: string, digest: string): Promise<number> {
  const row = await collectionsOf(fixture.db).definitions.findOne({ _id: `${namespace}/${digest}` });
  return (await fixture.store.readTime()) - (row?.use_time.getTime() ?? 0);
}

test("M4: the put of one that names others marks them as used: a collection under way leaves them", async () => {
  const namespace = freshNamespace();
  const { definitions } = fixture.store;
  await definitions.put(definition(namespace, CHILD), false);
  await fixture.pass(8 * DAY_MS);
  expect(await ageOf(namespace, CHILD)).toBeGreaterThan(7 * DAY_MS);
  await definitions.put(definition(namespace, PARENT, CHILD), false);
  expect(await ageOf(namespace, CHILD)).toBeLessThan(DAY_MS);
});

test("M4: chunks that an earlier version wrote, and nothing claims, are given their names by the next put", async () => {
  const namespace = freshNamespace();
  const collections = collectionsOf(fixture.db);
  await fixture.store.definitions.put(definition(namespace, PARENT), false);
  await collections.definitions.deleteOne({ _id: `${namespace}/${PARENT}` });
  expect(await namingChunk(collections, namespace, CHILD).next()).toBeNull();
  await fixture.store.definitions.put(definition(namespace, PARENT, CHILD), false);
  expect(await namingChunk(collections, namespace, CHILD).next()).toEqual({ _id: `${namespace}/${PARENT}/0` });
});

test("M4: who names a definition is one entry of an index, in which only those are that name some", async () => {
  const namespace = freshNamespace();
  const { definitions } = fixture.store;
  const digests = Array.from({ length: 200 }, (_, index) => index.toString(16).padStart(64, "0"));
  for (const digest of digests) await definitions.put(definition(namespace, digest, CHILD), false);
  await definitions.put(definition(namespace, PARENT), false);
  const collections = collectionsOf(fixture.db);
  const { queryPlanner, executionStats } = await namingChunk(collections, namespace, CHILD).explain("executionStats");
  expect(JSON.stringify(queryPlanner.winningPlan)).toContain('"indexName":"names"');
  expect([executionStats.totalKeysExamined, executionStats.totalDocsExamined]).toEqual([1, 0]);
  const rows = await collections.definitionChunks
    .find({ names: { $exists: true } })
    .hint("names")
    .toArray();
  expect(rows.map(({ _id }) => _id)).not.toContain(`${namespace}/${PARENT}/0`);
});
