/** Whose turn it is to tell other flows: namespaces and trees take turns, what stops flows goes first, then the innermost. */
import { expect, test } from "vitest";
import { type Telling, TellingTurns } from "../../src/engine/nested/telling-turns.js";

/** Each of its portions is under way until the test ends it. */
class Told implements Telling {
  readonly namespace: string;
  readonly tree: string;
  readonly depth: number;
  readonly isUrgent: boolean;
  portions: number;
  readonly #begun: (ended: () => void) => void;

  constructor(at: string, depth: number, portions: number, begun: (ended: () => void) => void, isUrgent = false) {
    const [namespace = "", tree = ""] = at.split("/");
    this.namespace = namespace;
    this.tree = tree;
    this.depth = depth;
    this.portions = portions;
    this.isUrgent = isUrgent;
    this.#begun = begun;
  }

  get isLeft(): boolean {
    return this.portions > 0;
  }

  tellSome(): Promise<void> {
    this.portions -= 1;
    return new Promise((resolve) => this.#begun(resolve));
  }
}

function turnsOf() {
  const turns = new TellingTurns(queueMicrotask);
  const begun: string[] = [];
  const underWay: (() => void)[] = [];
  const add = (name: string, depth: number, portions: number, isUrgent = false) => {
    const begins = (ended: () => void) => {
      begun.push(`${name} ${depth}`);
      underWay.push(ended);
    };
    turns.add(new Told(name, depth, portions, begins, isUrgent));
  };
  /** All that is under way ends, and what follows begins; what that is. */
  const next = async () => {
    for (const ended of underWay.splice(0)) ended();
    await new Promise(setImmediate);
    return begun.splice(0);
  };
  return { turns, add, next };
}

test("a namespace makes three portions at once, and others as many beside it", async () => {
  const { add, next } = turnsOf();
  add("a/t", 0, 100);
  expect(await next()).toEqual(["a/t 0", "a/t 0", "a/t 0"]);
  add("b/t", 0, 1);
  expect((await next()).toSorted()).toEqual(["a/t 0", "a/t 0", "a/t 0", "b/t 0"]);
});

test("the trees of a namespace take turns, however much is left of one", async () => {
  const { add, next } = turnsOf();
  add("a/large", 0, 1_000);
  await next();
  add("a/small", 0, 2);
  expect((await next()).filter((name) => name === "a/small 0")).toHaveLength(1);
  expect((await next()).filter((name) => name === "a/small 0")).toHaveLength(1);
});

test("of a tree the innermost goes first", async () => {
  const { add, next } = turnsOf();
  add("a/t", 0, 3);
  add("a/t", 2, 2);
  expect(await next()).toEqual(["a/t 2", "a/t 2", "a/t 0"]);
});

test("what stops flows goes before all else, the outermost first", async () => {
  const { add, next } = turnsOf();
  add("a/t", 5, 10);
  await next();
  add("a/t", 2, 2, true);
  add("a/t", 1, 2, true);
  expect(await next()).toEqual(["a/t 1", "a/t 1", "a/t 2", "a/t 2"]);
});

test("what tells of ends does not wait for flows that take long to make", async () => {
  const { turns, add } = turnsOf();
  add("a/t", 0, 10);
  await new Promise(setImmediate);
  const told = new Promise<void>((resolve) => turns.add(new Told("a/u", 3, 1, () => resolve(), true)));
  await told;
});

test("nothing begins once it is closed", async () => {
  const { turns, add, next } = turnsOf();
  add("a/t", 0, 10);
  expect(await next()).toHaveLength(3);
  turns.close();
  expect(await next()).toEqual([]);
});
