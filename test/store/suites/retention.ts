// Retention: one record for each namespace, changed under its guard; and the flows from the oldest on.
import { describe, expect, test } from "vitest";
import type { RetentionRecord } from "../../../src/store/retention-store.js";
import type { FlowCursor } from "../../../src/store/segment-store.js";
import { flowHeader, segmentRecord } from "../records.js";
import { freshNamespace, type StoreFixture } from "../store-fixture.js";

function record(namespace: string, fields: Partial<RetentionRecord> = {}): RetentionRecord {
  return {
    ...{ namespace, version: 1, commit: "c1", generation: 1, updateTime: 5, deleted: 0 },
    rules: [{ labels: { "a.b": "$c" } }, { states: ["FAILED"], olderThanMs: 7 }, { olderThanMs: 0 }],
    ...fields,
  };
}

export function retentionSuite(fixture: () => StoreFixture): void {
  const retention = () => fixture().store.retention;

  describe("retention", () => {
    test("is read as it was written, once for each namespace", async () => {
      const namespace = freshNamespace();
      const pass = { since: 3, after: { createTime: 2, flowId: "f" } };
      const whole = record(namespace, { pass, passTime: 4, wakeTime: 4_000_000_000_000 });
      expect(await retention().read(namespace)).toBeUndefined();
      expect(await retention().insert(whole)).toBe(true);
      expect(await retention().insert(record(namespace))).toBe(false);
      expect(await retention().read(namespace)).toEqual(whole);
    });

    test("C1: is changed only as it was read", async () => {
      const namespace = freshNamespace();
      const first = record(namespace);
      const second = { ...first, version: 2, commit: "c2", rules: [] };
      await retention().insert(first);
      expect(await retention().replace({ ...first, commit: "other" }, second)).toBe(false);
      expect(await retention().replace(first, second)).toBe(true);
      expect(await retention().replace(first, second)).toBe(false);
      expect(await retention().read(namespace)).toEqual(second);
    });

    test("is found when it is due, the earliest first", async () => {
      const [late, soon, never] = [freshNamespace(), freshNamespace(), freshNamespace()] as const;
      await retention().insert(record(late, { wakeTime: -10 }));
      await retention().insert(record(soon, { wakeTime: -20 }));
      await retention().insert(record(never));
      expect(await retention().due(-10, 10)).toEqual([soon, late]);
      expect(await retention().due(-10, 1)).toEqual([soon]);
    });

    test("sees the flows of its namespace from the oldest on, in pages", async () => {
      const namespace = freshNamespace();
      const flows = ["a", "b", "c", "d", "e"].map((id, index) => {
        const ended = index === 0 ? { state: "FAILED" as const, endTime: 9, labels: { team: "x" } } : {};
        // Two have the same time.
        return segmentRecord(namespace, id, { flow: flowHeader({ createTime: Math.floor(index / 2), ...ended }) });
      });
      await fixture().store.segments.insert(flows);
      await fixture().store.segments.insert([segmentRecord(freshNamespace(), "z")]);
      const seen: string[] = [];
      for (let after: FlowCursor | undefined; ; ) {
        const page = await fixture().store.segments.oldest(namespace, 2, after, 3);
        const last = page.at(-1);
        if (last === undefined) break;
        seen.push(...page.map(({ flowId }) => flowId));
        after = { createTime: last.createTime, flowId: last.flowId };
      }
      expect(seen).toEqual(["b", "a", "d", "c"]);
      const [, first] = await fixture().store.segments.oldest(namespace, 2, undefined, 2);
      expect(first).toEqual({ flowId: "a", createTime: 0, state: "FAILED", endTime: 9, labels: { team: "x" } });
      expect(await fixture().store.segments.oldest(namespace, 0, undefined, 3)).toEqual([]);
    });
  });
}
