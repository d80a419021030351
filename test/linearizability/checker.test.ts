// The checker itself: it explains what can be explained, and nothing else.
import { describe, expect, test } from "vitest";
import { isLinearizable, type Operation } from "./checker.js";
import { type Deed, TASK } from "./task-model.js";

const NEVER = Number.POSITIVE_INFINITY;
const done = (attempt: number, outcome: string, replayed = false): Deed => ({
  kind: "completed",
  attempt,
  outcome,
  succeeds: true,
  replayed,
});
const failed = (attempt: number): Deed => ({
  kind: "completed",
  attempt,
  outcome: "no",
  succeeds: false,
  replayed: false,
});
const read = (state: string, attempt: number, outcome?: string): Deed => ({
  kind: "read",
  state,
  attempt,
  ...(outcome !== undefined && { outcome }),
});
const superseded = (attempt: number): Deed => ({ kind: "superseded", attempt });

/** Each with the time of its call and that of its answer. */
type Seen = readonly (readonly [invoked: number, answered: number, deed: Deed])[];

function explains(seen: Seen): boolean {
  const operations = seen.map(([invoked, answered, deed]): Operation<Deed> => ({ invoked, answered, deed }));
  return isLinearizable(operations, TASK);
}

describe("what can be explained", () => {
  test.each<[string, Seen]>([
    ["nothing", []],
    [
      "a completion that a read sees",
      [
        [1, 2, read("RUNNING", 1)],
        [3, 4, done(1, "a")],
        [5, 6, read("SUCCEEDED", 1, "a")],
      ],
    ],
    [
      "reads while it is recorded that see it in turn",
      [
        [1, 10, done(1, "a")],
        [2, 3, read("RUNNING", 1)],
        [4, 5, read("SUCCEEDED", 1)],
      ],
    ],
    [
      "a completion without an answer that has taken place",
      [
        [1, NEVER, done(1, "a")],
        [2, 3, read("SUCCEEDED", 1, "a")],
      ],
    ],
    [
      "one that has not",
      [
        [1, NEVER, done(1, "a")],
        [2, 3, read("READY", 1)],
      ],
    ],
    [
      "one that takes place late",
      [
        [1, NEVER, done(1, "a")],
        [2, 3, read("RUNNING", 1)],
        [4, 5, read("SUCCEEDED", 1, "a")],
      ],
    ],
    [
      "a repeat that is told of it",
      [
        [1, NEVER, done(1, "a")],
        [2, 3, done(1, "a", true)],
      ],
    ],
    [
      "an attempt after one that has failed",
      [
        [1, 2, failed(1)],
        [3, 4, read("RUNNING", 2)],
        [5, 6, done(2, "b")],
      ],
    ],
    [
      "a late holder that is refused",
      [
        [1, 2, read("RUNNING", 2)],
        [3, 4, superseded(1)],
        [5, 6, done(2, "b")],
      ],
    ],
    [
      "an end that nobody here has brought",
      [
        [1, 2, read("RUNNING", 1)],
        [3, 4, read("CANCELLED", 1)],
      ],
    ],
  ])("%s", (_, seen) => {
    expect(explains(seen)).toBe(true);
  });
});

describe("what cannot", () => {
  test.each<[string, Seen]>([
    [
      "an acknowledgement that a later read does not see",
      [
        [1, 2, done(1, "a")],
        [3, 4, read("RUNNING", 1)],
      ],
    ],
    [
      "a read that is older than one before it",
      [
        [1, NEVER, done(1, "a")],
        [2, 3, read("SUCCEEDED", 1)],
        [4, 5, read("RUNNING", 1)],
      ],
    ],
    ["a success that nobody brought", [[1, 2, read("SUCCEEDED", 1)]]],
    [
      "one of which the completion had not been called",
      [
        [1, 2, read("SUCCEEDED", 1)],
        [3, 4, done(1, "a")],
      ],
    ],
    [
      "two completions that are recorded",
      [
        [1, 10, done(1, "a")],
        [2, 9, done(1, "b")],
      ],
    ],
    [
      "the same one recorded anew",
      [
        [1, 2, done(1, "a")],
        [3, 4, done(1, "a")],
      ],
    ],
    ["a repeat of what was never recorded", [[1, 2, done(1, "a", true)]]],
    [
      "another outcome than the one recorded",
      [
        [1, 2, done(1, "a")],
        [3, 4, read("SUCCEEDED", 1, "b")],
      ],
    ],
    [
      "an attempt that is recorded after the next has begun",
      [
        [1, 2, read("RUNNING", 2)],
        [3, 4, done(1, "a")],
      ],
    ],
    [
      "one that was told that it is over",
      [
        [1, 2, superseded(1)],
        [3, 4, done(1, "a")],
      ],
    ],
    [
      "one that is told that it is over after it was told that it is recorded",
      [
        [1, 2, done(1, "a")],
        [3, 4, superseded(1)],
      ],
    ],
    [
      "one that runs again after its failure",
      [
        [1, 2, failed(1)],
        [3, 4, read("RUNNING", 1)],
      ],
    ],
    [
      "an end that is taken back",
      [
        [1, 2, read("FAILED", 1)],
        [3, 4, read("RUNNING", 2)],
      ],
    ],
  ])("%s", (_, seen) => {
    expect(explains(seen)).toBe(false);
  });
});

test("many calls at once without answers take no time", () => {
  const lost = Array.from({ length: 40 }, (_, index) => [index, NEVER, done(index + 1, "x")] as const);
  const reads = Array.from(
    { length: 40 },
    (_, index) => [100 + 2 * index, 101 + 2 * index, read("RUNNING", index + 1)] as const,
  );
  expect(explains([...lost, ...reads])).toBe(true);
});
