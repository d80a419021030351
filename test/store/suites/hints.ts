// Hints between processes (rule D4), and the changes of a namespace.
import { afterEach, describe, expect, test } from "vitest";
import type { FollowedChange } from "../../../src/store/segment-store.js";
import type { SessionKey } from "../../../src/store/session-store.js";
import type { Hint, HintFeed } from "../../../src/store/store.js";
import { PositionLost } from "../../../src/store/store-errors.js";
import { segmentRecord, updateOf } from "../records.js";
import { freshNamespace, type StoreFixture, stored } from "../store-fixture.js";

const head = (queue: string) => ({ queue, priority: 1, time: 5 });

export function hintSuite(fixture: () => StoreFixture): void {
  const segments = () => fixture().store.segments;
  const feeds: HintFeed[] = [];

  afterEach(async () => {
    await Promise.all(feeds.splice(0).map((feed) => feed.close()));
  });

  /** Listens as a process; `until` resolves with all hints of a namespace when one of its flow has come. */
  async function listening(process: string, namespace: string) {
    const hints: Hint[] = [];
    const taken: (SessionKey & { readonly epoch: number })[] = [];
    const set: string[] = [];
    const freed: string[] = [];
    let look = (): void => undefined;
    // When a commit was made only some databases tell.
    const hint = ({ time, ...hint }: Hint) => {
      if (hint.namespace === namespace) hints.push(hint);
      look();
    };
    const feed = fixture().store.listen(process, {
      hint,
      sessionTaken: (session, epoch) => {
        if (session.namespace === namespace) taken.push({ ...session, epoch });
      },
      queueSet: (key) => {
        if (key.namespace === namespace) set.push(key.queue);
      },
      queueFreed: (key) => {
        if (key.namespace === namespace) freed.push(key.queue);
      },
      gap: () => expect.fail("hints were lost"),
    });
    feeds.push(feed);
    await feed.open;
    return {
      taken,
      set,
      freed,
      until: (flowId: string) =>
        new Promise<readonly Hint[]>((resolve) => {
          look = () => {
            if (hints.some((hint) => hint.flowId === flowId)) resolve(hints);
          };
          look();
        }),
    };
  }

  /** A last commit whose hint shows that those before it have come. */
  async function commitLast(namespace: string): Promise<void> {
    await segments().insert([segmentRecord(namespace, "last", { heads: [head("last")] })]);
  }

  describe("hints", () => {
    test("tell of heads that an insert, an update or a replacement brought, and of none that it took", async () => {
      const namespace = freshNamespace();
      const listener = await listening("me", namespace);
      const [a, b] = [segmentRecord(namespace, "a", { heads: [head("q")] }), segmentRecord(namespace, "b")];
      await segments().insert([a, b]);
      await segments().update([updateOf(b, "p", 1, { heads: [head("q"), head("r")] })]);
      const b2 = await stored(fixture().store, b.id);
      await segments().update([updateOf(b2, "p", 2, { counts: { READY: 7 } })]);
      const b3 = await stored(fixture().store, b.id);
      await segments().update([updateOf(b3, "p", 3, { heads: [head("q"), head("r")] })]);
      const b4 = await stored(fixture().store, b.id);
      await segments().update([updateOf(b4, "p", 4, { heads: [] })]);
      const next = segmentRecord(namespace, "a", { incarnation: "i2", commit: "p:9", heads: [head("s")] });
      await segments().replace(a, next);
      await commitLast(namespace);
      expect((await listener.until("last")).slice(0, -1)).toEqual([
        { id: a.id, namespace, flowId: "a", heads: [head("q")] },
        { id: b.id, namespace, flowId: "b", heads: [head("q"), head("r")] },
        { id: a.id, namespace, flowId: "a", heads: [head("s")] },
      ]);
    });

    test("come for each commit that signals the process, and only to that process", async () => {
      const namespace = freshNamespace();
      const [me, other] = [await listening("me", namespace), await listening("other", namespace)];
      let record = segmentRecord(namespace, "a", { segment: 2 });
      await segments().insert([record]);
      for (const round of [1, 2]) {
        await segments().update([updateOf(record, "p", round, { signalled: ["me", "third"] })]);
        record = { ...record, version: record.version + 1, commit: `p:${round}` };
      }
      await commitLast(namespace);
      const signal = { id: record.id, namespace, flowId: "a", signalled: ["me", "third"] };
      expect((await me.until("last")).slice(0, -1)).toEqual([signal, signal]);
      expect((await other.until("last")).map(({ flowId }) => flowId)).toEqual(["last"]);
    });

    test("tell a process of its sessions that others opened, each time, and of no others", async () => {
      const namespace = freshNamespace();
      const [me, other] = [await listening("me", namespace), await listening("other", namespace)];
      const { sessions } = fixture().store;
      const open = (session: string, owner: string) =>
        sessions.open({ namespace, session, principal: "", owner, worker: "", leaseMs: 10_000 });
      await open("s/1", "me");
      await open("s/1", "me.2");
      await open("s/1", "me");
      await open("s/1", "other");
      await open("s/2", "me");
      await sessions.detach({ namespace, session: "s/2" }, 1);
      await open("s/2", "other");
      await commitLast(namespace);
      await Promise.all([me.until("last"), other.until("last")]);
      expect(me.taken).toEqual([2, 4].map((epoch) => ({ namespace, session: "s/1", epoch })));
      expect(other.taken).toEqual([]);
    });

    test("tell of queues that others set, each time", async () => {
      const namespace = freshNamespace();
      const [me, other] = [await listening("me", namespace), await listening("other", namespace)];
      const { queues } = fixture().store;
      const record = { namespace, settings: {}, reason: "", requests: [] };
      await queues.put({ ...record, queue: "a/b", version: 1 }, "other");
      await queues.put({ ...record, queue: "a/b", version: 2, settings: { pause: {} } }, "other");
      await queues.put({ ...record, queue: "c", version: 1 }, "me");
      await commitLast(namespace);
      await Promise.all([me.until("last"), other.until("last")]);
      expect([me.set, other.set]).toEqual([["a/b", "a/b"], ["c"]]);
    });

    test("do not come to the process that made the commit", async () => {
      const namespace = freshNamespace();
      const listener = await listening("p", namespace);
      const record = segmentRecord(namespace, "a", { commit: "p:1", heads: [head("q")] });
      await segments().insert([record]);
      await segments().update([updateOf(record, "p", 2, { heads: [head("r")], signalled: ["p"] })]);
      const alike = segmentRecord(namespace, "alike", { commit: "p2:1", heads: [head("q")] });
      await segments().insert([alike]);
      expect((await listener.until("alike")).map(({ flowId }) => flowId)).toEqual(["alike"]);
    });
  });

  describe("the history of a namespace", () => {
    /** What has changed after a position until now. */
    async function changesAfter(namespace: string, after: string, limit = 1_000): Promise<readonly FollowedChange[]> {
      const until = await segments().position();
      const part = await segments().history({ namespace, after, until, limit });
      expect(segments().isLater(until, part.position)).toBe(part.changes.length === limit);
      return part.changes;
    }

    test("tells of every insert, update, replacement and deletion after a position, in order", async () => {
      const namespace = freshNamespace();
      const record = segmentRecord(namespace, "a");
      await segments().insert([segmentRecord(namespace, "before")]);
      const start = await segments().position();
      await segments().insert([record, segmentRecord(`${namespace}-x`, "b")]);
      await segments().update([updateOf(record, "p", 1)]);
      const next = segmentRecord(namespace, "a", { incarnation: "i2", commit: "q:1" });
      await segments().replace({ id: record.id, version: 2, commit: "p:1" }, next);
      await segments().delete({ id: record.id, version: 1, commit: "q:1" });
      const changes = await changesAfter(namespace, start);
      expect(changes.map(({ position, ...change }) => change)).toEqual([
        { id: record.id, version: 1 },
        { id: record.id, version: 2 },
        { id: record.id, version: 1 },
        { id: record.id },
      ]);
    });

    test("goes on after the position of a part that its limit ended, without a gap", async () => {
      const namespace = freshNamespace();
      const start = await segments().position();
      const records = ["a", "b", "c"].map((flow) => segmentRecord(namespace, flow));
      for (const record of records) await segments().insert([record]);
      const [first] = await changesAfter(namespace, start, 1);
      const rest = await changesAfter(namespace, first?.position ?? "");
      expect([first, ...rest].map((change) => change?.id)).toEqual(records.map(({ id }) => id));
    });

    test("ends where it is asked to, though nothing more happens", async () => {
      const namespace = freshNamespace();
      const start = await segments().position();
      expect(await changesAfter(namespace, start)).toEqual([]);
      await segments().insert([segmentRecord(namespace, "a")]);
      const until = await segments().position();
      await segments().insert([segmentRecord(namespace, "b")]);
      const part = await segments().history({ namespace, after: start, until, limit: 1_000 });
      expect(part.changes.map(({ id }) => id)).toContain(segmentRecord(namespace, "a").id);
      expect(segments().isLater(until, part.position)).toBe(false);
      expect([segments().isLater(until, start), segments().isLater(start, until)]).toEqual([true, false]);
    });

    test("after a position that the store does not know is refused", async () => {
      for (const position of ["", "not a position", "999999999999", "82ff"]) {
        await expect(changesAfter(freshNamespace(), position), position).rejects.toBeInstanceOf(PositionLost);
      }
    });
  });
}
