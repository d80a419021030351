// The list of flows: newest first, in pages, through filters.
import { describe, expect, test } from "vitest";
import type { FlowCursor, FlowFilter } from "../../../src/store/segment-store.js";
import { flowHeader, readyEntry, START, segmentRecord } from "../records.js";
import { freshNamespace, type StoreFixture } from "../store-fixture.js";

export function listSuite(fixture: () => StoreFixture): void {
  const segments = () => fixture().store.segments;

  async function listed(filter: FlowFilter, limit = 100): Promise<string[]> {
    return (await segments().list(filter, undefined, limit)).map(({ address }) => address.flowId);
  }

  describe("the list of flows", () => {
    test("is newest first, then by flow id, without nodes and without further segments", async () => {
      const namespace = freshNamespace();
      await segments().insert([
        segmentRecord(namespace, "old", { flow: flowHeader({ createTime: START }) }),
        segmentRecord(namespace, "new-b", { flow: flowHeader({ createTime: START + 5 }) }),
        segmentRecord(namespace, "new-a", { flow: flowHeader({ createTime: START + 5 }) }),
        segmentRecord(namespace, "new-a", { segment: 1, flow: flowHeader({ createTime: START + 5 }) }),
      ]);
      const flows = await segments().list({ namespace }, undefined, 10);
      expect(flows.map(({ address }) => [address.flowId, address.segment])).toEqual([
        ["new-a", 0],
        ["new-b", 0],
        ["old", 0],
      ]);
      expect(flows[0]).toEqual({
        ...segmentRecord(namespace, "new-a", { flow: flowHeader({ createTime: START + 5 }) }),
        nodes: new Map(),
      });
    });

    test("goes on in pages after a place, each flow once", async () => {
      const namespace = freshNamespace();
      const flows = Array.from({ length: 11 }, (_, index) =>
        segmentRecord(namespace, `f${index}`, { flow: flowHeader({ createTime: START + Math.floor(index / 3) }) }),
      );
      await segments().insert(flows);
      const all = await listed({ namespace });
      const paged: string[] = [];
      for (let after: FlowCursor | undefined; ; ) {
        const page = await segments().list({ namespace }, after, 3);
        const last = page.at(-1);
        if (last === undefined) break;
        paged.push(...page.map(({ address }) => address.flowId));
        after = { createTime: last.flow.createTime, flowId: last.address.flowId };
      }
      expect(paged).toEqual(all);
      expect(new Set(paged).size).toBe(flows.length);
    });

    test("keeps to state, name, labels and time of creation", async () => {
      const namespace = freshNamespace();
      const put = (flowId: string, given: Parameters<typeof flowHeader>[0]) =>
        segmentRecord(namespace, flowId, { flow: flowHeader(given), nodes: new Map([[0, readyEntry()]]) });
      await segments().insert([
        put("a", { createTime: START + 3, name: "backup", labels: { team: "x", "a.b$c": "dotted" } }),
        put("b", { createTime: START + 2, state: "FAILED", labels: { team: "x" } }),
        put("c", { createTime: START + 1, state: "SUCCEEDED", name: "backup", labels: { team: "y" } }),
        segmentRecord(freshNamespace(), "elsewhere", { flow: flowHeader({ labels: { team: "x" } }) }),
      ]);
      expect(await listed({ namespace, states: ["FAILED", "SUCCEEDED"] })).toEqual(["b", "c"]);
      expect(await listed({ namespace, names: ["backup"] })).toEqual(["a", "c"]);
      expect(await listed({ namespace, labels: { team: "x" } })).toEqual(["a", "b"]);
      expect(await listed({ namespace, labels: { team: "x", "a.b$c": "dotted" } })).toEqual(["a"]);
      expect(await listed({ namespace, labels: { team: "dotted" } })).toEqual([]);
      expect(await listed({ namespace, createdAfter: START + 1, createdBefore: START + 3 })).toEqual(["b", "c"]);
      expect(await listed({ namespace, states: [] })).toEqual([]);
    });
  });

  test("flows within others are found by how many they are within, by id, in pages, with the run around each", async () => {
    const namespace = freshNamespace();
    const link = { incarnation: "i7", segment: 2, number: 0, attempt: 1, taskId: "t", rootTime: START };
    const put = (flowId: string, parent: string, depth: number, segment = 0) =>
      segmentRecord(namespace, flowId, { segment, flow: flowHeader({ parent: { ...link, flowId: parent, depth } }) });
    // Depths that no other test has: the flows of all namespaces are found.
    await segments().insert([
      segmentRecord(namespace, "f"),
      put("f~2", "f", 31),
      put("f~1", "f", 31),
      put("f~1", "f", 31, 1),
      put("f~3", "f~1", 32),
    ]);
    const within = (flowId: string) => ({ namespace, flowId, incarnation: "i7" });
    const [first, second] = [put("f~1", "f", 31), put("f~2", "f", 31)];
    const found = await segments().nestedRuns(31, undefined, 10);
    expect(found).toEqual([first, second].map(({ id }) => ({ id, within: within("f") })));
    expect(await segments().nestedRuns(31, undefined, 1)).toEqual(found.slice(0, 1));
    expect(await segments().nestedRuns(31, first?.id, 10)).toEqual(found.slice(1));
    expect(await segments().nestedRuns(32, undefined, 10)).toMatchObject([{ within: within("f~1") }]);
    expect(await segments().nestedRuns(33, undefined, 10)).toEqual([]);
  });
}
