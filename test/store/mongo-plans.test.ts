// How the database finds things: by index, and never by sorting.
import type { Document } from "mongodb";
import { afterAll, beforeAll, expect, test } from "vitest";
import { collectionsOf } from "../../src/store/mongo/collections.js";
import { headsQuery, nextQueuesQuery } from "../../src/store/mongo/heads-queries.js";
import { heardBy } from "../../src/store/mongo/hint-feed.js";
import { dueQuery as dueSchedulesQuery } from "../../src/store/mongo/mongo-schedules.js";
import { oldestQuery } from "../../src/store/mongo/oldest-flows.js";
import { dueQuery, heldByAnyQuery, heldInQuery } from "../../src/store/mongo/segment-queries.js";
import { type MongoFixture, mongoFixture } from "./mongo-fixture.js";
import { flowHeader, segmentRecord } from "./records.js";

const QUEUE = "mail";
let fixture: MongoFixture;

beforeAll(async () => {
  fixture = await mongoFixture();
  const flows = Array.from({ length: 400 }, (_, index) =>
    segmentRecord("n", `f${index}`, {
      flow: flowHeader({ createTime: index }),
      // One in eight waits; the others have run on.
      ...(index % 8 === 0 && {
        heads: [
          { queue: "other", priority: 100 - (index % 7), time: index },
          { queue: QUEUE, priority: index % 5, time: 1_000 - index },
        ],
        holders: [`s${index}@1`],
        wakeTime: index,
      }),
    }),
  );
  await fixture.store.segments.insert(flows);
});
afterAll(async () => fixture.close());

interface Ran {
  readonly stages: readonly string[];
  readonly indexes: readonly string[];
  readonly examined: readonly [keys: number, documents: number];
}

function ran(explained: Document): Ran {
  const found: Document[] = [];
  for (let stage: Document | undefined = explained["queryPlanner"].winningPlan; stage; stage = stage["inputStage"]) {
    found.push(stage);
  }
  const { totalKeysExamined, totalDocsExamined } = explained["executionStats"];
  return {
    stages: found.map((stage) => stage["stage"]),
    indexes: found.flatMap((stage) => stage["indexName"] ?? []),
    examined: [totalKeysExamined, totalDocsExamined],
  };
}

test("D1: heads are walked in the index's order: no sort, and no more read than asked for", async () => {
  const query = headsQuery(collectionsOf(fixture.db).segments, "n", QUEUE, 10);
  const { stages, indexes, examined } = ran(await query.explain("executionStats"));
  expect(indexes).toEqual(["heads"]);
  expect(stages).not.toContain("SORT");
  expect(examined).toEqual([10, 10]);
});

test("timers, what a session holds and the list of flows are found by index without a sort", async () => {
  const { segments } = collectionsOf(fixture.db);
  const queries = {
    due: dueQuery(segments, 50, 5, []),
    holders: segments.find({ namespace: "n", holders: { $elemMatch: { $gte: "s8@", $lt: "s8A" } } }),
    within: segments
      .find({ segment: 0, "flow.parent.depth": 1, _id: { $gt: "" } })
      .sort({ _id: 1 })
      .limit(5),
    flows: segments.find({ namespace: "n", segment: 0 }).sort({ "flow.create_time": -1, flow_id: 1 }).limit(5),
  };
  for (const [index, query] of Object.entries(queries)) {
    const { stages, indexes, examined } = ran(await query.explain("executionStats"));
    expect(indexes, index).toEqual([index]);
    expect(stages, index).not.toContain("SORT");
    expect(examined[1], index).toBeLessThanOrEqual(5);
  }
});

test("timers of all but some namespaces are found without reading what is passed over", async () => {
  const query = dueQuery(collectionsOf(fixture.db).segments, 1_000, 5, ["n"]);
  const { stages, indexes, examined } = ran(await query.explain("executionStats"));
  expect(indexes).toEqual(["due"]);
  expect(stages).not.toContain("SORT");
  expect(examined[1]).toBe(0);
});

test("the next queue in which something waits is one entry of the index, however much waits in the one before", async () => {
  const query = nextQueuesQuery(collectionsOf(fixture.db).segments, "n", QUEUE, "", 1);
  const { stages, indexes, examined } = ran(await query.explain("executionStats"));
  expect(indexes).toEqual(["heads"]);
  expect(stages).not.toContain("SORT");
  expect(examined).toEqual([1, 1]);
});

test("what many sessions hold is found by index, a range for each", async () => {
  const names = Array.from({ length: 500 }, (_, index) => `s${index}`);
  const query = heldByAnyQuery(collectionsOf(fixture.db).segments, "n", names, 100);
  const explained = await query.explain("executionStats");
  const plan = JSON.stringify(explained["queryPlanner"].winningPlan);
  expect(new Set([...plan.matchAll(/"indexName":"(\w+)"/g)].map(([, name]) => name))).toEqual(new Set(["holders"]));
  expect(plan).not.toContain("COLLSCAN");
  // Fifty are held; what is asked for beyond is looked for once.
  expect(explained["executionStats"].totalDocsExamined).toBe(50);
});

test("all that is held in a namespace is one walk of what is held, without a sort", async () => {
  const query = heldInQuery(collectionsOf(fixture.db).segments, "n");
  const { stages, indexes, examined } = ran(await query.explain("executionStats"));
  expect(indexes).toEqual(["holders"]);
  expect(stages).not.toContain("SORT");
  expect(examined).toEqual([50, 50]);
});

test("sessions that expired are found by the database's own clock in the index", async () => {
  const { sessions } = collectionsOf(fixture.db);
  const due = { state: "LIVE" as const, expire_time: { $type: "date" as const } };
  const query = sessions.find({ ...due, $expr: { $lte: ["$expire_time", "$$NOW"] } });
  expect(ran(await query.explain("executionStats")).indexes).toEqual(["expiry"]);
});

test("D4: the database applies the filter of hints to its log, before it makes events", async () => {
  const pipeline = [{ $changeStream: {} }, ...heardBy("me")];
  const explained = await collectionsOf(fixture.db).segments.aggregate(pipeline).explain();
  const query = JSON.stringify(explained["stages"][0].$cursor.queryPlanner.parsedQuery);
  expect(query).toContain('{"o.diff.u.heads":{"$exists":true}}');
  expect(query).toContain('{"o.diff.u.signalled":{"$eq":"me"}}');
  expect(query).toContain('{"o.diff.u.commit":{"$regex":"^me:"}}');
});

test("only what waits, is held or has a timer is in the indexes of dispatch and sweep", async () => {
  const { segments } = collectionsOf(fixture.db);
  const stats = await segments.aggregate([{ $collStats: { storageStats: {} } }]).toArray();
  const sizes = stats[0]?.["storageStats"].indexSizes;
  const names = ["_id_", "definition", "due", "flows", "heads", "holders", "lenders", "parted", "within"];
  expect(Object.keys(sizes).sort()).toEqual(names);
  for (const [hint, field] of Object.entries({ heads: "heads", holders: "holders", due: "wake_time" })) {
    // Every entry of a sparse or partial index is a document that a hinted walk returns.
    const explained = await segments
      .find({ [field]: { $exists: true } })
      .hint(hint)
      .explain("executionStats");
    expect(explained["executionStats"].totalDocsExamined, hint).toBe(50);
  }
});

test("schedules that are due are found by index without a sort", async () => {
  const { stages, indexes, examined } = ran(await dueSchedulesQuery(fixture.db, 0, 10, []).explain("executionStats"));
  expect(indexes).toEqual(["wake_time"]);
  expect(stages).not.toContain("SORT");
  expect(examined).toEqual([0, 0]);
});

test("the oldest flows are found by the index of their list, from its other end, and no more than a page is read", async () => {
  const query = oldestQuery(collectionsOf(fixture.db).segments, "n", 300, { createTime: 100, flowId: "f100" }, 10);
  const { stages, indexes, examined } = ran(await query.explain("executionStats"));
  expect(indexes).toEqual(["flows"]);
  expect(stages).not.toContain("SORT");
  expect(examined[1]).toBeLessThanOrEqual(11);
});
