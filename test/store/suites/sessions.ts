// Sessions and process leases, judged by the store's clock (rules L1 to L3).
import { describe, expect, test } from "vitest";
import type { SessionOpening } from "../../../src/store/session-store.js";
import { freshNamespace, type StoreFixture } from "../store-fixture.js";

const LEASE_MS = 600_000;

export function sessionSuite(fixture: () => StoreFixture): void {
  const sessions = () => fixture().store.sessions;

  /** An opening of a session that no other case knows; owned where an owner is named. */
  function opening(given: Partial<SessionOpening> = {}): SessionOpening {
    const namespace = freshNamespace();
    return {
      namespace,
      session: "s",
      principal: "$alice",
      worker: "$worker",
      queues: ["$q"],
      leaseMs: LEASE_MS,
      ...given,
    };
  }

  describe("a session", () => {
    test("is opened with an owner at epoch 1", async () => {
      const { leaseMs, ...asked } = opening({ owner: `p-${freshNamespace()}` });
      expect(await sessions().open({ ...asked, leaseMs })).toEqual({
        record: { ...asked, leaseMs, epoch: 1, baseEpoch: 1, state: "LIVE" },
        resumed: false,
      });
    });

    test("without a stream has an expiry of its own", async () => {
      const before = await fixture().store.readTime();
      const opened = await sessions().open(opening());
      const expireTime = opened?.record.expireTime ?? 0;
      expect(expireTime).toBeGreaterThanOrEqual(before + LEASE_MS);
      expect(expireTime).toBeLessThanOrEqual((await fixture().store.readTime()) + LEASE_MS);
      expect(opened?.record.owner).toBeUndefined();
    });

    test("L1: is taken over at a higher epoch, and the former owner is told of", async () => {
      const asked = opening({ owner: "a" });
      await sessions().open(asked);
      const taken = await sessions().open({ ...asked, owner: "b" });
      expect(taken).toMatchObject({
        resumed: true,
        previousOwner: "a",
        record: { owner: "b", epoch: 2, baseEpoch: 1 },
      });
      expect(await sessions().detach(asked, 1)).toBe(false);
    });

    test("L1: of another principal is not to be had", async () => {
      const asked = opening();
      await sessions().open(asked);
      expect(await sessions().open({ ...asked, principal: "mallory" })).toBeUndefined();
      expect(await sessions().renew(asked, "mallory")).toBeUndefined();
      expect(await sessions().read([asked])).toMatchObject([{ principal: "$alice", epoch: 1 }]);
    });

    test("L1: opened by many at once has one epoch for each", async () => {
      const asked = opening();
      const opened = await Promise.all(Array.from({ length: 6 }, () => sessions().open(asked)));
      expect(opened.map((session) => session?.record.epoch).sort()).toEqual([1, 2, 3, 4, 5, 6]);
    });

    test("whose stream is gone lives on for its lease and is resumed within it", async () => {
      const asked = opening({ owner: "a" });
      await sessions().open(asked);
      expect(await sessions().detach(asked, 1)).toBe(true);
      expect(await sessions().detach(asked, 1)).toBe(false);
      await fixture().pass(LEASE_MS / 2);
      const resumed = await sessions().open(asked);
      expect(resumed).toMatchObject({ resumed: true, record: { epoch: 2, baseEpoch: 1, owner: "a" } });
      expect(resumed?.record.expireTime).toBeUndefined();
      expect(resumed?.previousOwner).toBeUndefined();
    });

    test("is renewed only while it is unexpired and without a stream", async () => {
      const [asked, owned] = [opening(), opening({ owner: "a" })];
      await sessions().open(asked);
      await sessions().open(owned);
      await fixture().pass(LEASE_MS - 5_000);
      expect(await sessions().renew(asked, "$alice")).toMatchObject({ state: "LIVE", epoch: 1 });
      await fixture().pass(LEASE_MS - 5_000);
      expect(await sessions().renew(asked, "$alice")).toBeDefined();
      expect(await sessions().renew(owned, "$alice")).toBeUndefined();
      await fixture().pass(LEASE_MS + 1);
      expect(await sessions().renew(asked, "$alice")).toBeUndefined();
    });

    test("new, among many at once, is opened as one alone", async () => {
      const asked = Array.from({ length: 300 }, (_, index) =>
        opening({ isNew: true, worker: `w${index}`, ...(index % 2 === 0 && { owner: `p-${index}` }) }),
      );
      const before = await fixture().store.readTime();
      const opened = await Promise.all(asked.map((one) => sessions().open(one)));
      for (const [index, { isNew: _, ...one }] of asked.entries()) {
        const { expireTime, ...record } = opened[index]?.record ?? {};
        expect(record).toEqual({ ...one, epoch: 1, baseEpoch: 1, state: "LIVE" });
        expect(opened[index]?.resumed).toBe(false);
        expect(expireTime ?? 0).toBeGreaterThanOrEqual(one.owner === undefined ? before + LEASE_MS : 0);
      }
    });

    test("L1: taken for new and not, among many at once, is resumed or taken over all the same", async () => {
      const [known, owned, theirs] = [opening(), opening({ owner: "a" }), opening({ principal: "$bob" })];
      await Promise.all([known, owned, theirs].map((one) => sessions().open(one)));
      const twice = opening();
      const asked = [known, owned, { ...theirs, principal: "$alice" }, twice, twice, opening()];
      const opened = await Promise.all(asked.map((one) => sessions().open({ ...one, isNew: true })));
      expect(opened[0]).toMatchObject({ resumed: true, record: { epoch: 2, baseEpoch: 1 } });
      expect(opened[1]).toMatchObject({ resumed: true, previousOwner: "a", record: { epoch: 2 } });
      expect(opened[2]).toBeUndefined();
      expect(opened.slice(3).map((session) => session?.record.epoch)).toEqual([1, 2, 1]);
      expect(await sessions().read([theirs])).toMatchObject([{ principal: "$bob", epoch: 1 }]);
    });

    test("among many at once is renewed where it may be, and no other", async () => {
      const mine = Array.from({ length: 150 }, () => opening());
      const [owned, theirs, ended, unknown] = [
        opening({ owner: "a" }),
        opening({ principal: "$bob" }),
        opening(),
        opening(),
      ];
      await Promise.all([...mine, owned, theirs, ended].map((one) => sessions().open(one)));
      await sessions().end(ended, 1);
      await fixture().pass(LEASE_MS - 5_000);
      const others = [owned, theirs, ended, unknown];
      const renewed = await Promise.all([...mine, ...others].map((one) => sessions().renew(one, "$alice")));
      expect(renewed.slice(150)).toEqual(others.map(() => undefined));
      for (const [index, { namespace }] of mine.entries()) {
        expect(renewed[index]).toMatchObject({ namespace, state: "LIVE", epoch: 1 });
      }
      await fixture().pass(LEASE_MS - 5_000);
      const expired = new Set((await sessions().expire(1_000)).map(({ namespace }) => namespace));
      expect(mine.filter(({ namespace }) => expired.has(namespace))).toEqual([]);
      expect(expired.has(theirs.namespace)).toBe(true);
    });

    test("that has run out begins a new life when it is opened, though nobody has marked it", async () => {
      const asked = opening();
      await sessions().open(asked);
      await sessions().open(asked);
      await fixture().pass(LEASE_MS + 1);
      expect(await sessions().open(asked)).toMatchObject({ resumed: false, record: { epoch: 3, baseEpoch: 3 } });
    });

    test("L3: expires in one step that raises its epoch and leaves a tombstone", async () => {
      const [asked, owned] = [opening(), opening({ owner: "a" })];
      await sessions().open(asked);
      await sessions().open(owned);
      const ofCase = async () =>
        (await sessions().expire(1_000)).filter(({ namespace }) => namespace === asked.namespace);
      expect(await ofCase()).toEqual([]);
      await fixture().pass(LEASE_MS + 1);
      const expired = await ofCase();
      expect(expired).toMatchObject([{ state: "EXPIRED", epoch: 2, baseEpoch: 2 }]);
      expect(await ofCase()).toEqual([]);
      expect(await sessions().read([asked, owned])).toMatchObject([expired[0], { state: "LIVE", owner: "a" }]);
      expect(await sessions().open({ ...asked, principal: "mallory" })).toBeUndefined();
      expect(await sessions().open(asked)).toMatchObject({ resumed: false, record: { epoch: 3, baseEpoch: 3 } });
    });

    test("ends at once for who knows its epoch", async () => {
      const asked = opening({ owner: "a" });
      await sessions().open(asked);
      expect(await sessions().end(asked, 7)).toBe(false);
      expect(await sessions().end(asked, 1)).toBe(true);
      const [ended] = await sessions().read([asked]);
      expect(ended).toMatchObject({ state: "EXPIRED", epoch: 2 });
      expect(ended?.owner).toBeUndefined();
      expect(await sessions().end(asked, 2)).toBe(false);
    });

    test("is removed when its tombstone is old enough", async () => {
      const [asked, live] = [opening(), opening({ owner: "a" })];
      await sessions().open(asked);
      await sessions().open(live);
      await sessions().end(asked, 1);
      await sessions().collect(3_600_000);
      expect(await sessions().read([asked])).toMatchObject([{ state: "EXPIRED" }]);
      await fixture().pass(3_600_001);
      expect(await sessions().collect(3_600_000)).toBeGreaterThanOrEqual(1);
      expect(await sessions().read([asked, live])).toMatchObject([undefined, { state: "LIVE" }]);
    });
  });

  describe("a process", () => {
    test("owns its sessions until it is dead, then they get an expiry of their own", async () => {
      const owner = `p-${freshNamespace()}`;
      const asked = opening({ owner });
      await sessions().open(asked);
      await sessions().open(opening({ owner: "another" }));
      expect(await sessions().ownedBy(owner)).toMatchObject([{ namespace: asked.namespace, epoch: 1 }]);
      expect(await sessions().orphan(owner)).toBe(1);
      expect(await sessions().ownedBy(owner)).toEqual([]);
      const [orphan] = await sessions().read([asked]);
      expect(orphan).toMatchObject({ state: "LIVE", epoch: 1 });
      expect(orphan?.expireTime).toBeGreaterThan(await fixture().store.readTime());
    });

    test("L3: renews its lease only while it runs", async () => {
      const process = `p-${freshNamespace()}`;
      expect(await sessions().renewProcess(process, LEASE_MS)).toBe(false);
      await sessions().registerProcess(process, LEASE_MS);
      await fixture().pass(LEASE_MS - 5_000);
      expect(await sessions().renewProcess(process, LEASE_MS)).toBe(true);
      await fixture().pass(LEASE_MS - 5_000);
      expect((await sessions().processes()).live).toContain(process);
      await fixture().pass(5_001);
      expect(await sessions().renewProcess(process, LEASE_MS)).toBe(false);
      const { live, dead } = await sessions().processes();
      expect([live.includes(process), dead.includes(process)]).toEqual([false, true]);
      await sessions().removeProcess(process);
      expect((await sessions().processes()).dead).not.toContain(process);
    });

    test("has no part in which sessions of a namespace are live: they come by name, those that ended left out", async () => {
      const namespace = freshNamespace();
      for (const session of ["c", "a", "b", "ended"]) await sessions().open(opening({ namespace, session }));
      await sessions().open(opening({ namespace: `${namespace}-2`, session: "aa" }));
      await sessions().end({ namespace, session: "ended" }, 1);
      const names = async (limit: number) =>
        (await sessions().live(namespace, limit)).map(({ session, worker }) => `${session} ${worker}`);
      expect(await names(10)).toEqual(["a $worker", "b $worker", "c $worker"]);
      expect(await names(2)).toEqual(["a $worker", "b $worker"]);
      expect(await names(0)).toEqual([]);
    });

    test("that owns sessions and is not registered counts as dead", async () => {
      const owner = `p-${freshNamespace()}`;
      await sessions().open(opening({ owner }));
      expect((await sessions().processes()).dead).toContain(owner);
      await sessions().orphan(owner);
      expect((await sessions().processes()).dead).not.toContain(owner);
    });
  });
}
