// Deployments that cannot serve as a store are refused with the exact remedy.
import { afterEach, expect, test } from "vitest";
import { createMongoStore } from "../../src/store/mongo/mongo-store.js";
import { StoreUnsuitable } from "../../src/store/store-errors.js";
import { endMongods, mongodProcess } from "../mongod/mongod-process.js";

afterEach(endMongods);

async function refusal(uri: string): Promise<unknown> {
  const store = createMongoStore({ uri, database: "x", clientOptions: { serverSelectionTimeoutMS: 2_000 } });
  try {
    return await store.open().then(
      () => "opened",
      (error: unknown) => error,
    );
  } finally {
    await store.close();
  }
}

test("a standalone server is refused with the commands that make it a replica set", async () => {
  const { port } = await mongodProcess({ replicaSet: "" });
  const error = await refusal(`mongodb://127.0.0.1:${port}/`);
  expect(error).toBeInstanceOf(StoreUnsuitable);
  expect(String(error)).toContain(`127.0.0.1:${port} is a standalone server`);
  expect(String(error)).toContain("--replSet rs0");
  expect(String(error)).toContain(
    `mongosh "mongodb://127.0.0.1:${port}/?directConnection=true" --eval "rs.initiate()"`,
  );
});

test("a replica set that was never initiated is refused with the command that does it", async () => {
  const { port } = await mongodProcess({ replicaSet: "rs0" });
  for (const uri of [`mongodb://127.0.0.1:${port}/`, `mongodb://127.0.0.1:${port}/?directConnection=true`]) {
    const error = await refusal(uri);
    expect(error, uri).toBeInstanceOf(StoreUnsuitable);
    expect(String(error), uri).toContain("never initiated");
    expect(String(error), uri).toContain('--eval "rs.initiate()"');
  }
});
