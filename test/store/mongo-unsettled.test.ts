// The driver may never settle a call whose connection ends while it is written: nobody waits for that for ever.
import { ChangeStream } from "mongodb";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ANSWER_WITHIN_MS } from "../../src/store/mongo/answer-bound.js";
import { createMongoStore } from "../../src/store/mongo/mongo-store.js";
import type { Store } from "../../src/store/store.js";
import { StoreUnavailable } from "../../src/store/store-errors.js";
import { type MongoFixture, mongoFixture } from "./mongo-fixture.js";
import { segmentRecord } from "./records.js";
import { type TcpProxy, tcpProxy } from "./tcp-proxy.js";

/** The driver ends a connection on which nothing has moved for so long. */
const SOCKET_TIMEOUT_MS = 300;
/** More than what lies between takes in. */
const PAYLOAD_BYTES = 15 * 2 ** 20;

const WRITES = 3;

let fixture: MongoFixture;
let proxy: TcpProxy;

beforeEach(async () => {
  fixture = await mongoFixture();
  proxy = await tcpProxy(Number(new URL(fixture.uri).port));
});
afterEach(async () => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  await proxy.close();
  await fixture.close();
});

/** Open, and nothing that is sent is taken any more. */
async function stalledStore(): Promise<Store> {
  const store = createMongoStore({
    uri: `mongodb://127.0.0.1:${proxy.port}/?directConnection=true`,
    database: fixture.database,
    clientOptions: { socketTimeoutMS: SOCKET_TIMEOUT_MS, maxPoolSize: WRITES },
  });
  await store.open();
  proxy.stall();
  return store;
}

async function expectUnavailable({ payloads }: Store): Promise<void> {
  const payload = { data: Buffer.alloc(PAYLOAD_BYTES), contentType: "", metadata: {} };
  const puts = Array.from({ length: WRITES }, (_, number) => payloads.put([{ id: `n/f/${number}`, payload }]));
  for (const outcome of await Promise.allSettled(puts)) {
    expect(outcome).toMatchObject({ status: "rejected", reason: expect.any(StoreUnavailable) });
  }
}

test("a write of which the driver never says what became of it is of unknown outcome after a minute", async () => {
  const store = await stalledStore();
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const refused = expectUnavailable(store);
  await vi.advanceTimersByTimeAsync(ANSWER_WITHIN_MS);
  await refused;
  vi.useRealTimers();
  proxy.restore();
  await expect.poll(() => store.health(), { timeout: 10_000 }).toMatchObject({ ok: true });
  await store.close();
});

test("such writes are over some seconds after their connections are, and take up no room in the pool", async () => {
  const store = await stalledStore();
  await expectUnavailable(store);
  proxy.restore();
  await expect.poll(() => store.health(), { timeout: 10_000 }).toMatchObject({ ok: true });
  await store.close();
});

test("sessions that are renewed or opened together are told of it as one alone is", async () => {
  const store = await stalledStore();
  const { sessions } = store;
  const names = Array.from({ length: 5 }, (_, number) => `s${number}`);
  const opening = { namespace: "n", principal: "", worker: "", queues: [], leaseMs: 10_000, isNew: true };
  const asked = [
    ...names.map((session) => sessions.renew({ namespace: "n", session }, "")),
    ...names.map((session) => sessions.open({ ...opening, session })),
  ];
  for (const outcome of await Promise.allSettled(asked)) {
    expect(outcome).toMatchObject({ status: "rejected", reason: expect.any(StoreUnavailable) });
  }
  proxy.restore();
  await store.close();
});

test("changes are heard on though the driver never says that the stream before is closed", async () => {
  const { store } = fixture;
  vi.spyOn(ChangeStream.prototype, "close").mockReturnValue(new Promise<void>(() => undefined));
  const heard: string[] = [];
  const feed = store.listen("me", {
    ...{ hint: ({ flowId }) => heard.push(flowId), gap: () => undefined },
    ...{ sessionTaken: () => undefined, queueSet: () => undefined, queueFreed: () => undefined },
  });
  await feed.open;
  const after = await store.segments.position();
  const ignored = { changed: () => undefined, reached: () => undefined, lost: () => undefined };
  // It is another stream from now on.
  const other = store.followOthers("me", { namespace: "n", after, withOwn: false }, ignored);
  await other.open;
  await store.segments.insert([segmentRecord("n", "f", { heads: [{ queue: "q", priority: 1, time: 1 }] })]);
  await expect.poll(() => heard, { timeout: 30_000 }).toEqual(["f"]);
  vi.restoreAllMocks();
  await other.close();
  await feed.close();
});
