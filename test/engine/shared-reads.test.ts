// Reads shared by many: nobody gets what was read before it asked.
import { expect, test } from "vitest";
import { SharedReads } from "../../src/engine/shared-reads.js";

/** A read that is answered by hand. */
function reads() {
  const answers: ((value: number) => void)[] = [];
  const failures: ((error: Error) => void)[] = [];
  const begin = () =>
    new Promise<number>((resolve, reject) => {
      answers.push(resolve);
      failures.push(reject);
    });
  return { answers, failures, begin };
}

const turn = () => new Promise((resolve) => void setImmediate(resolve));

test("those who ask in one turn share a read, those who ask while it is under way share the next", async () => {
  const shared = new SharedReads<number>();
  const { answers, begin } = reads();
  const first = [shared.read("k", begin), shared.read("k", begin)];
  await turn();
  const second = [shared.read("k", begin), shared.read("k", begin)];
  await turn();
  expect(answers).toHaveLength(1);
  answers[0]?.(1);
  expect(await Promise.all(first)).toEqual([1, 1]);
  await turn();
  expect(answers).toHaveLength(2);
  answers[1]?.(2);
  expect(await Promise.all(second)).toEqual([2, 2]);
});

test("a read that fails fails for those who shared it, and for nobody else", async () => {
  const shared = new SharedReads<number>();
  const { answers, failures, begin } = reads();
  const first = shared.read("k", begin);
  await turn();
  const second = shared.read("k", begin);
  failures[0]?.(new Error("no answer"));
  await expect(first).rejects.toThrow("no answer");
  await turn();
  answers[1]?.(2);
  expect(await second).toBe(2);
});

test("keys have nothing to do with each other", async () => {
  const shared = new SharedReads<number>();
  const { answers, begin } = reads();
  const both = [shared.read("a", begin), shared.read("b", begin)];
  await turn();
  expect(answers).toHaveLength(2);
  for (const [index, answer] of answers.entries()) answer(index);
  expect(await Promise.all(both)).toEqual([0, 1]);
});
