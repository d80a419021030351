// What a process hears of the changes that others make in a namespace (rule D4).
import { afterEach, describe, expect, test } from "vitest";
import type { FollowedChange } from "../../../src/store/segment-store.js";
import type { FollowedOthers, HintFeed } from "../../../src/store/store.js";
import { PositionLost } from "../../../src/store/store-errors.js";
import { segmentRecord, updateOf } from "../records.js";
import { freshNamespace, type StoreFixture, stored } from "../store-fixture.js";

export function othersSuite(fixture: () => StoreFixture): void {
  const segments = () => fixture().store.segments;
  const feeds: HintFeed[] = [];

  afterEach(async () => {
    await Promise.all(feeds.splice(0).map((feed) => feed.close()));
  });

  describe("following other processes", () => {
    /** Follows as a process; `until` resolves once something has been told. */
    async function following(process: string, followed: FollowedOthers) {
      const told: FollowedChange[] = [];
      const positions: string[] = [];
      let look = (): void => undefined;
      let lost: Error | undefined;
      const feed = fixture().store.followOthers(process, followed, {
        changed: (change) => {
          told.push(change);
          look();
        },
        reached: (position) => {
          positions.push(position);
          look();
        },
        lost: (error) => {
          lost = error;
          look();
        },
      });
      feeds.push(feed);
      await feed.open;
      const until = (is: () => boolean) =>
        new Promise<void>((resolve) => {
          look = () => {
            if (is()) resolve();
          };
          look();
        });
      const ids = () => told.map(({ id, version }) => [id, version]);
      return { told, positions, ids, until, isLost: () => lost };
    }

    const shows = (told: readonly FollowedChange[], record: { readonly id: string }) => () =>
      told.some(({ id }) => id === record.id);

    test("tells of what others insert, update and replace, and of every deletion", async () => {
      const namespace = freshNamespace();
      const { told, ids, until } = await following("me", { namespace, withOwn: false });
      const theirs = segmentRecord(namespace, "theirs", { commit: "p:1" });
      const mine = segmentRecord(namespace, "mine", { commit: "me:1" });
      const elsewhere = segmentRecord(`${namespace}-x`, "theirs", { commit: "p:1" });
      await segments().insert([mine, theirs, elsewhere]);
      await segments().update([updateOf(mine, "me", 2), updateOf(theirs, "p", 2)]);
      const next = segmentRecord(namespace, "theirs", { incarnation: "i2", commit: "p:3" });
      await segments().replace(await stored(fixture().store, theirs.id), next);
      await segments().update([updateOf(await stored(fixture().store, mine.id), "me", 3)]);
      await segments().delete(await stored(fixture().store, mine.id));
      await until(shows(told, mine));
      expect(ids()).toEqual([
        [theirs.id, 1],
        [theirs.id, 2],
        [theirs.id, 1],
        [mine.id, undefined],
      ]);
    });

    test("tells of the process's own commits where that is asked for, from the position that is given", async () => {
      const namespace = freshNamespace();
      const after = await segments().position();
      const mine = segmentRecord(namespace, "mine", { commit: "me:1" });
      await segments().insert([mine]);
      const beside = await following("me", { namespace, withOwn: false });
      const { told, ids, until } = await following("me", { namespace, after, withOwn: true });
      await until(shows(told, mine));
      expect(ids()).toEqual([[mine.id, 1]]);
      const last = segmentRecord(namespace, "last", { commit: "p:1" });
      await segments().insert([last]);
      await beside.until(shows(beside.told, last));
      expect(beside.ids()).toEqual([[last.id, 1]]);
    });

    test("tells how far it is, though only the process itself does something", async () => {
      const namespace = freshNamespace();
      const { positions, until, told } = await following("me", { namespace, withOwn: false });
      await segments().insert([segmentRecord(namespace, "mine", { commit: "me:1" })]);
      const now = await segments().position();
      await until(() => positions.some((position) => position === now || segments().isLater(position, now)));
      expect(told).toEqual([]);
      for (const [index, position] of positions.entries()) {
        expect(index === 0 || segments().isLater(position, positions[index - 1] ?? "")).toBe(true);
      }
    });

    test("of a position that the store does not know is lost", async () => {
      const namespace = freshNamespace();
      const { until, isLost } = await following("me", { namespace, after: "8200", withOwn: false });
      await until(() => isLost() !== undefined);
      expect(isLost()).toBeInstanceOf(PositionLost);
    });
  });
}
