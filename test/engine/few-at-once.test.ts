/**
 * Work that is done for a few at a time: the others wait for their turn, up to a bound, and namespaces take turns.
 */
import { expect, test } from "vitest";
import { FewAtOnce, type Places } from "../../src/engine/few-at-once.js";

/** Works that go on until they are told to end; `log` has what they have done. */
function works(places: Places) {
  const few = new FewAtOnce("things_at_once", places);
  const log: string[] = [];
  const ends = new Map<string, () => void>();
  const begin = (name: string, signal?: AbortSignal) => {
    const work = async () => {
      log.push(`${name} begins`);
      await new Promise<void>((resolve) => ends.set(name, resolve));
      log.push(`${name} ends`);
    };
    return few.during(name.charAt(0), work, signal);
  };
  const end = async (name: string, ended: Promise<void>) => {
    for (let turn = 0; !ends.has(name) && turn < 100; turn += 1) await Promise.resolve();
    ends.get(name)?.();
    await ended;
  };
  return { begin, end, log };
}

const overloaded = (limit: string, value: string) => ({ reason: "OVERLOADED", metadata: { limit, value } });

test("does one at a time in the order of asking, and refuses what would wait beyond the bound", async () => {
  const { begin, end, log } = works({ atOnce: 1, waiting: 2 });
  const all = ["a1", "b1", "c1"].map((name) => [name, begin(name)] as const);
  await expect(begin("d1")).rejects.toMatchObject(overloaded("things_at_once", "3"));
  for (const [name, work] of all) await end(name, work);
  expect(log).toEqual(["a1 begins", "a1 ends", "b1 begins", "b1 ends", "c1 begins", "c1 ends"]);
  await end("e1", begin("e1"));
});

test("a namespace has not all that are at once, nor more than half of all places", async () => {
  const { begin, end, log } = works({ atOnce: 2, waiting: 4 });
  const own = ["a1", "a2", "a3"].map((name) => [name, begin(name)] as const);
  await expect(begin("a4")).rejects.toMatchObject(overloaded("things_at_once_in_a_namespace", "3"));
  await end("b1", begin("b1"));
  expect(log).toEqual(["a1 begins", "b1 begins", "b1 ends"]);
  for (const [name, work] of own) await end(name, work);
});

test("namespaces take turns, and one that asks again has its turn behind those that wait", async () => {
  const { begin, end, log } = works({ atOnce: 1, waiting: 9 });
  const asked = new Map(["a1", "a2", "a3", "a4", "b1", "b2", "c1"].map((name) => [name, begin(name)]));
  for (const next of ["a1", "a2", "b1", "c1", "a3", "b2", "a4", "b3"]) {
    await end(next, asked.get(next) ?? Promise.reject(new Error(next)));
    if (next === "b1") asked.set("b3", begin("b3"));
    expect(log.filter((line) => line.endsWith("ends")).at(-1)).toBe(`${next} ends`);
  }
});

test("who leaves before its turn gives its place back", async () => {
  const { begin, end, log } = works({ atOnce: 1, waiting: 1 });
  const first = begin("a1");
  const leaving = new AbortController();
  const left = begin("b1", leaving.signal);
  await expect(begin("c1")).rejects.toMatchObject(overloaded("things_at_once", "2"));
  leaving.abort();
  await expect(left).rejects.toMatchObject({ reason: "CANCELLED" });
  const second = begin("c1");
  await end("a1", first);
  await end("c1", second);
  expect(log).toEqual(["a1 begins", "a1 ends", "c1 begins", "c1 ends"]);
});

test("hands the turn on where work fails", async () => {
  const few = new FewAtOnce("things_at_once", { atOnce: 1, waiting: 2 });
  const failing = few.during("a", () => Promise.reject(new Error("broken")));
  const next = few.during("a", async () => "done");
  await expect(failing).rejects.toThrow("broken");
  expect(await next).toBe("done");
});
