/**
 * The history that watches resume from: read for few namespaces at once, and once for all watches that have it in common.
 */
import { expect, test } from "vitest";
import { Histories } from "../../src/engine/watching/histories.js";
import type { HistoryPart, HistoryQuery } from "../../src/store/segment-store.js";
import { PositionLost, StoreUnavailable } from "../../src/store/store-errors.js";

interface Reading extends HistoryQuery {
  answer(part: HistoryPart): void;
  fail(error: Error): void;
}

/** A store whose readings are answered by the test. Positions are numbers of one digit. */
function histories() {
  const readings: Reading[] = [];
  const history = (query: HistoryQuery) =>
    new Promise<HistoryPart>((answer, fail) => void readings.push({ ...query, answer, fail }));
  return { readings, histories: new Histories({ history, isLater: (position, than) => position > than }) };
}

const part = (position: string, ...changed: string[]): HistoryPart => ({
  changes: changed.map((position) => ({ position, id: `id ${position}` })),
  position,
});

/** What is under way without the store has been done. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

const asked = (readings: readonly Reading[]) =>
  readings.map(({ namespace, after, until }) => [namespace, after, until]);

test("all that wait in a namespace share a reading, and each has what lies after its own position", async () => {
  const { readings, histories: read } = histories();
  const first = read.read("n", "5", "6");
  await settled();
  const others = ["3", "3", "4"].map((after) => read.read("n", after, "7"));
  readings[0]?.answer(part("6", "6"));
  expect(await first).toEqual(part("6", "6"));
  await settled();
  readings[1]?.answer(part("7", "4", "5", "6"));
  expect(await Promise.all(others)).toEqual([part("7", "4", "5", "6"), part("7", "4", "5", "6"), part("7", "5", "6")]);
  expect(asked(readings)).toEqual([
    ["n", "5", "6"],
    ["n", "3", "7"],
  ]);
});

test("who resumes from long ago keeps nobody of the namespace waiting for more than a part", async () => {
  const { readings, histories: read } = histories();
  const old = read.read("n", "1", "9");
  const recent = read.read("n", "7", "9");
  await settled();
  readings[0]?.answer(part("2", "2"));
  expect(await old).toEqual(part("2", "2"));
  const further = read.read("n", "2", "9");
  await settled();
  readings[1]?.answer(part("9", "8"));
  expect(await recent).toEqual(part("9", "8"));
  await settled();
  readings[2]?.answer(part("9", "8"));
  expect(await further).toEqual(part("9", "8"));
  expect(asked(readings).map(([, after]) => after)).toEqual(["1", "7", "2"]);
});

test("no more than four namespaces are read for at once", async () => {
  const { readings, histories: read } = histories();
  const parts = ["a", "b", "c", "d", "e", "f"].map((namespace) => read.read(namespace, "1", "2"));
  await settled();
  expect(readings.map(({ namespace }) => namespace)).toEqual(["a", "b", "c", "d"]);
  for (let answered = 0; answered < 6; answered += 1) {
    readings[answered]?.answer(part("2"));
    await settled();
  }
  expect(await Promise.all(parts)).toEqual(parts.map(() => part("2")));
});

test("nothing is read for those who have left", async () => {
  const { readings, histories: read } = histories();
  void read.read("n", "1", "2");
  await settled();
  const leaving = new AbortController();
  const left = [read.read("n", "0", "2", leaving.signal), read.read("n", "0", "2", AbortSignal.abort())];
  leaving.abort();
  expect(await Promise.all(left)).toEqual([part("0"), part("0")]);
  readings[0]?.answer(part("2"));
  await settled();
  expect(readings).toHaveLength(1);
});

test("a position that is lost is told to those who are there, and what the store cannot do to all", async () => {
  const { readings, histories: read } = histories();
  const first = read.read("n", "8", "9");
  const lost = [read.read("n", "1", "9"), read.read("n", "1", "9")];
  const kept = read.read("n", "5", "9");
  readings[0]?.answer(part("9"));
  await first;
  await settled();
  const told = Promise.allSettled(lost);
  readings[1]?.fail(new PositionLost("gone"));
  expect(await told).toMatchObject(lost.map(() => ({ status: "rejected", reason: { name: "PositionLost" } })));
  await settled();
  const all = Promise.allSettled([kept, read.read("n", "2", "9")]);
  readings[2]?.fail(new StoreUnavailable("away"));
  expect(await all).toMatchObject([1, 2].map(() => ({ status: "rejected", reason: { name: "StoreUnavailable" } })));
});
