// Lists that have to look at much more than they find: the database ends them.
import { afterAll, beforeAll, expect, test } from "vitest";
import { ReadTooLong } from "../../src/store/store-errors.js";
import { type MongoFixture, mongoFixture } from "./mongo-fixture.js";
import { flowHeader, segmentRecord } from "./records.js";

let fixture: MongoFixture;
beforeAll(async () => {
  fixture = await mongoFixture();
});
afterAll(async () => fixture.close());

test("a list that is not found in its time is ended, and is no fault of the database", async () => {
  const { segments } = fixture.store;
  const flows = Array.from({ length: 10_000 }, (_, index) =>
    segmentRecord("n", `f${index}`, { flow: flowHeader({ createTime: index }) }),
  );
  await segments.insert(flows);
  const nobodys = { namespace: "n", labels: { no: "such" } };
  await expect(segments.list(nobodys, undefined, 10, 1)).rejects.toThrow(ReadTooLong);
  expect(await segments.list(nobodys, undefined, 10, 60_000)).toEqual([]);
  expect(await segments.list({ namespace: "n" }, undefined, 10, 1_000)).toHaveLength(10);
});
