/**
 * Long lists: what a completion changes does not grow with their length, and no more of them is in the state than is to be.
 */

import { describe, expect, it } from "vitest";
import { LIST_BOUNDS } from "../../src/core/definition/list-bounds.js";
import { LIMITS } from "../../src/core/limits.js";
import { contentsOfPiece, entriesOfPiece, pieceOfContents, pieceOfEntries } from "../../src/core/state/pieces.js";
import { readyNodes } from "../../src/core/state/ready-queues.js";
import { flow, task } from "./definitions.js";
import { FlowUnderTest } from "./flow-under-test.js";
import { seededRandom } from "./seeded-random.js";
import { expectTrueIndexes } from "./true-indexes.js";

function listed(count: number) {
  const data = Buffer.from(JSON.stringify(Array.from({ length: count }, (_, index) => index)));
  const literal = { data, contentType: "application/json", metadata: {} };
  return flow([
    task("a", { forEach: { literal, maxParallel: 0, toleratedFailures: 0, retry: "FAILED_ITEMS" } }),
    task("b", { dependsOn: ["a"] }),
  ]);
}

/** Completes all items, any that is ready next: how many entries were written or taken away in all, and the most that there were. */
function completeAll(count: number) {
  const run = new FlowUnderTest(listed(count));
  const random = seededRandom(count);
  const { segment } = run;
  let [written, most] = [0, 0];
  for (let done = 0; done < count; done += 1) {
    const number = random.pick(readyNodes(segment));
    written += run.complete(segment.taskId(number)).changes.filter(({ kind }) => kind !== "flow").length;
    most = Math.max(most, segment.entries.size);
    if (done % 2_000 === 0) expectTrueIndexes(segment);
  }
  expect([run.state("a"), run.state("b")]).toEqual(["SUCCEEDED", "READY"]);
  expect(segment.count("SUCCEEDED")).toBe(count + 1);
  return { written, most };
}

describe("long lists", () => {
  it("change as much with each completion whatever their length, and stay as small", () => {
    const runs = [5_000, 10_000, 15_000].map(completeAll);
    // Of each further item: it comes in, begins, ends and leaves. The first and the last ones of a list do less.
    const [first = 0, second = 0] = runs
      .slice(1)
      .map(({ written }, index) => (written - (runs[index]?.written ?? 0)) / 5_000);
    expect(second).toBeLessThan(first + 0.1);
    expect(second).toBeLessThan(5);
    const bound = LIST_BOUNDS.openItems + LIST_BOUNDS.endedItems + 2 * LIST_BOUNDS.blockItems;
    for (const { most } of runs) expect(most).toBeLessThan(bound);
  });

  it("have at most 100,000 items", () => {
    const run = new FlowUnderTest(listed(LIMITS.itemsPerTask));
    expect([run.segment.entries.size, run.segment.count("PENDING")]).toEqual([1_025, LIMITS.itemsPerTask - 1_024 + 1]);
    expect(run.segment.numberOf("a[99999]")).toBe(LIMITS.itemsPerTask + 1);
    expect(run.segment.numberOf("a[100000]")).toBeUndefined();
  });
});

describe("pieces of long lists", () => {
  it("give back what was put into them, whatever bytes and keys it has", () => {
    const metadata = { $bytes: "x", $: "y", $$z: "z", plain: "p" };
    const payload = { contentType: "a/b", size: 3, data: Buffer.from([0, 255, 10]), metadata };
    const contents = [[7, payload] as const, [9, { contentType: "c", size: 5, ref: "r" }] as const];
    expect(contentsOfPiece(pieceOfContents(contents).data ?? Buffer.alloc(0))).toEqual(contents);
    const entry = { state: "SUCCEEDED", version: 3, attempt: 1, tries: 0, losses: 0, result: payload } as const;
    const each = { node: 0, index: 4 };
    expect(entriesOfPiece(pieceOfEntries([[4, { ...entry, each }]]).data ?? Buffer.alloc(0))).toEqual([[4, entry]]);
  });
});
