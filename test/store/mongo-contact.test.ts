// What becomes of calls and feeds when contact with the database is lost.
import { afterEach, beforeEach, expect, test } from "vitest";
import { createMongoStore } from "../../src/store/mongo/mongo-store.js";
import type { Store } from "../../src/store/store.js";
import { StoreUnavailable } from "../../src/store/store-errors.js";
import { type MongoFixture, mongoFixture } from "./mongo-fixture.js";
import { segmentRecord, updateOf } from "./records.js";
import { stored } from "./store-fixture.js";
import { type TcpProxy, tcpProxy } from "./tcp-proxy.js";

let fixture: MongoFixture;
let proxy: TcpProxy;
let store: Store;

beforeEach(async () => {
  fixture = await mongoFixture();
  proxy = await tcpProxy(Number(new URL(fixture.uri).port));
  store = createMongoStore({
    uri: `mongodb://127.0.0.1:${proxy.port}/?directConnection=true`,
    database: fixture.database,
    clientOptions: { serverSelectionTimeoutMS: 500, heartbeatFrequencyMS: 500 },
  });
  await store.open();
});
afterEach(async () => {
  await store.close();
  await proxy.close();
  await fixture.close();
});

test("C3: an update whose answer is lost is of unknown outcome, and the writers tell that it landed", async () => {
  const record = segmentRecord("n", "f");
  await store.segments.insert([record]);
  proxy.loseAnswers();
  const update = store.segments.update([updateOf(record, "p", 7)]);
  const outcome = expect(update).rejects.toBeInstanceOf(StoreUnavailable);
  await committed(record.id, 2);
  proxy.cut();
  await outcome;
  proxy.restore();
  expect(await store.segments.writers([record.id], "p")).toEqual([
    { id: record.id, incarnation: record.address.incarnation, version: 2, round: 7 },
  ]);
  // Sent again as it was, it can land no second time.
  expect((await store.segments.update([updateOf(record, "p", 7)])).matched).toBe(0);
});

test("every call says that the store is unavailable while there is no contact, and works again after", async () => {
  const record = segmentRecord("n", "f");
  proxy.cut();
  const { segments, sessions, payloads, definitions } = store;
  const opening = { namespace: "n", session: "s", principal: "p", worker: "w", leaseMs: 1_000 };
  const calls: readonly Promise<unknown>[] = [
    segments.insert([record]),
    segments.read([record.id]),
    segments.update([updateOf(record, "p", 1)]),
    segments.heads("n", "q", 1),
    segments.position(),
    segments.list({ namespace: "n" }, undefined, 1),
    sessions.open(opening),
    sessions.renewProcess("p", 1_000),
    payloads.get(["x"]),
    definitions.get("n", "d"),
    store.readTime(),
  ];
  for (const outcome of await Promise.allSettled(calls)) {
    expect(outcome).toMatchObject({ status: "rejected", reason: expect.any(StoreUnavailable) });
  }
  expect(await store.health()).toMatchObject({ ok: false });
  proxy.restore();
  await expect.poll(() => store.health(), { timeout: 10_000 }).toMatchObject({ ok: true });
  expect(await store.segments.insert([record])).toEqual([true]);
});

test("hints go on after a broken connection, and a gap is told where the stream had to begin anew", async () => {
  const heard: string[] = [];
  const times: unknown[] = [];
  const waiting = new Map<string, () => void>();
  const hear = (what: string) => {
    heard.push(what);
    waiting.get(what)?.();
  };
  const until = (what: string) =>
    heard.includes(what) ? Promise.resolve() : new Promise<void>((resolve) => waiting.set(what, resolve));
  const feed = store.listen("me", {
    hint: ({ flowId, time }) => {
      times.push(typeof time);
      hear(flowId);
    },
    sessionTaken: ({ session }) => hear(session),
    queueSet: ({ queue }) => hear(queue),
    queueFreed: ({ queue }) => hear(queue),
    gap: () => hear("gap"),
  });
  await feed.open;
  const heads = [{ queue: "q", priority: 1, time: 1 }];
  await fixture.store.segments.insert([segmentRecord("n", "first", { heads })]);
  await until("first");
  proxy.cut();
  await fixture.store.segments.insert([segmentRecord("n", "meanwhile", { heads })]);
  proxy.restore();
  await Promise.race([until("meanwhile"), until("gap")]);
  // The database goes, and with it the stream.
  await fixture.db.dropDatabase();
  await until("gap");
  const after = segmentRecord("n", "after", { heads });
  await fixture.store.segments.insert([after]);
  await until("after");
  await feed.close();
  // How late they come is counted by it.
  expect(new Set(times)).toEqual(new Set(["number"]));
  expect((await stored(fixture.store, after.id)).version).toBe(1);
});

test("who follows changes outlives a cut, and is told where there is no contact for long", async () => {
  const record = segmentRecord("n", "f");
  await fixture.store.segments.insert([record]);
  const heard: number[] = [];
  let lost: (error: Error) => void = () => undefined;
  const over = new Promise<Error>((resolve) => {
    lost = resolve;
  });
  const followed = { namespace: "n", after: await store.segments.position(), withOwn: false };
  const changed = ({ version = 0 }: { readonly version?: number }) => void heard.push(version);
  const feed = store.followOthers("me", followed, { changed, reached: () => undefined, lost });
  await feed.open;
  proxy.cut();
  await fixture.store.segments.update([updateOf(record, "other", 1)]);
  proxy.restore();
  await expect.poll(() => heard, { timeout: 10_000 }).toEqual([2]);
  proxy.cut();
  expect(await over).toBeInstanceOf(StoreUnavailable);
  proxy.restore();
  await feed.close();
});

/** Waits, past the proxy, for a version of a segment. */
async function committed(id: string, version: number): Promise<void> {
  await expect
    .poll(async () => (await fixture.store.segments.versions([id]))[0]?.version, { timeout: 10_000 })
    .toBe(version);
}
