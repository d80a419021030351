// Whatever the core may record comes back as it was, by insert and by update.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { SegmentRecord } from "../../../src/store/segment-record.js";
import * as arbitrary from "../arbitraries.js";
import { segmentRecord, updateOf } from "../records.js";
import { freshNamespace, type StoreFixture, stored } from "../store-fixture.js";

const content = fc.record(
  {
    flow: arbitrary.flow,
    nodes: arbitrary.nodes,
    heads: arbitrary.heads,
    holders: arbitrary.holders,
    counts: arbitrary.counts,
    wakeTime: fc.option(arbitrary.wakeTime),
    links: arbitrary.links,
  },
  { noNullPrototype: true },
);

function without<Content extends { wakeTime: number | null }>({ wakeTime, ...rest }: Content) {
  return wakeTime === null ? rest : { ...rest, wakeTime };
}

export function roundTripSuite(fixture: () => StoreFixture, numRuns: number): void {
  describe("what is stored", () => {
    test("comes back as it was inserted, and as it was updated", async () => {
      const { segments } = fixture().store;
      const namespace = freshNamespace();
      let flows = 0;
      await fc.assert(
        fc.asyncProperty(content, content, fc.option(arbitrary.earlier), async (first, second, earlier) => {
          flows += 1;
          const inserted: SegmentRecord = segmentRecord(namespace, `f${flows}`, {
            ...without(first),
            ...(earlier !== null && { earlier }),
          });
          await segments.insert([inserted]);
          expect(await stored(fixture().store, inserted.id)).toEqual(inserted);
          const links = { from: first.links, to: second.links };
          const update = updateOf(inserted, "p", 1, { ...second, links });
          expect((await segments.update([update])).matched).toBe(1);
          const { wakeTime: _before, ...kept } = inserted;
          expect(await stored(fixture().store, inserted.id)).toEqual({
            ...kept,
            ...without(second),
            nodes: new Map([...first.nodes, ...second.nodes]),
            version: 2,
            commit: "p:1",
            writers: { starter: 1, p: 1 },
          });
        }),
        { numRuns },
      );
    });
  });
}
