// What the benchmarks' table may say: no difference where none is shown, and no comparison with what was not there.
import { expect, test } from "vitest";

const from = (file: string) => import(new URL(`../../bench/${file}`, import.meta.url).href);
const { cellsOf } = await from("report.mjs");
const { anchorLines, atMost, line, ratioAtLeast, ratioAtMost } = await from("table.mjs");
const { commitsUntilJoin } = await from("oplog.mjs");

const about = { row: "P0", figure: "time", unit: "ms" };
const verdict = (cells: readonly string[]) => cells.at(-1);

test("a ratio is taken round by round, and its median decides", () => {
  const against = { against: "anchor", anchors: [10, 10, 20], goal: ratioAtMost(1.5) };
  const cells = cellsOf(line({ ...about, values: [12, 14, 24], ...against }));
  expect(cells).toEqual(["P0", "time", "14 ms", "12–24", "anchor", "1.20", "1.20–1.40", "≤ 1.5 ×", "met"]);
  expect(verdict(cellsOf(line({ ...about, values: [16, 14, 40], ...against })))).toBe("MISSED");
});

test("where the range of a ratio contains 1, no difference is shown, whatever the median", () => {
  const anchors = { against: "anchor", anchors: [10, 10, 10] };
  expect(verdict(cellsOf(line({ ...about, values: [9, 12, 13], ...anchors })))).toBe("no difference shown");
  const goal = ratioAtLeast(0.5);
  expect(verdict(cellsOf(line({ ...about, values: [9, 12, 13], ...anchors, goal })))).toBe("met, no difference shown");
  expect(verdict(cellsOf(line({ ...about, values: [11, 12, 13], ...anchors })))).toBe("");
});

test("a goal of the figure itself is judged by its median", () => {
  expect(verdict(cellsOf(line({ ...about, values: [1, 2, 9], goal: atMost(2, "ms") })))).toBe("met");
  expect(verdict(cellsOf(line({ ...about, values: [1, 3, 9], goal: atMost(2, "ms") })))).toBe("MISSED");
});

test("an anchor that is missing is named, one that was not asked for is not", () => {
  const stage = { anchors: { there: {}, gone: { missing: "no redis-server" } } };
  const goals = { there: ratioAtLeast(2), gone: ratioAtLeast(2), other: ratioAtLeast(2) };
  const labels = { there: "There", gone: "Gone", other: "Other" };
  const figures = { there: [{ perSecond: 2 }] };
  const lines = anchorLines({ ...about, values: [5], stage, figures, goals, labels }).map(cellsOf);
  expect(lines.map((cells: readonly string[]) => [cells[4], verdict(cells)])).toEqual([
    ["", ""],
    ["There", "met"],
    ["Gone", "ANCHOR MISSING, not compared"],
  ]);
});

test("commits between the last completion and the join are counted from mongod's log", async () => {
  const update = (segment: string, nodes: Record<string, unknown>) => ({ o2: { _id: segment }, o: { diff: nodes } });
  const log = [
    update("f/0", { snodes: { i: { "1": { state: "RUNNING" } } } }),
    update("f/0", { snodes: { u: { "1": { state: "SUCCEEDED" } } } }),
    update("f/1", { u: { version: 2 } }),
    update("f/1", { snodes: { i: { "7": { state: "RUNNING" } } } }),
    update("f/1", { snodes: { s7: { u: { state: "SUCCEEDED" } } } }),
  ];
  const collection = (name: string) => ({
    find: () => ({ toArray: async () => (name === "segments" ? [{ _id: "f/0" }, { _id: "f/1" }] : log) }),
  });
  const client = { db: () => ({ collection }) };
  expect(await commitsUntilJoin(client, "db", "f", undefined)).toBe(2);
});
