/**
 * Payloads: small and large ones, of any type, through inputs, results and dependencies.
 */
import { expect } from "vitest";
import { after, chain, flow, task } from "../specs.js";
import type { Topic } from "../world.js";

/** JSON of about so many bytes. */
function json(bytes: number, mark = "x"): { readonly text: string } {
  return { text: mark.repeat(bytes - 12) };
}

/** Just over what is kept within the state; a middling one; nearly as much as a payload may have. */
const SIZES = [1_100, 60_000, 1_040_000];

function raw(bytes: number, type: string) {
  const data = Buffer.from(Array.from({ length: 256 }, (_, index) => index));
  const base64 = Buffer.alloc(bytes, data).toString("base64");
  return { "@payload": { base64, content_type: type, metadata: { codec: "none" } } };
}

export const payloads: Topic = {
  "inputs of every size reach the executor as they were given": async (world) => {
    for (const [index, size] of SIZES.entries()) {
      const [input, flowInput] = [json(size, "i"), json(size, "f")];
      await world.start(flow([task("a", { input, needs_flow_input: true })]), {
        input: flowInput,
        flowId: `s${index}`,
      });
      const [ready] = await world.executor({ flowId: `s${index}` }).received(1);
      expect(ready?.input).toEqual(input);
      expect(ready?.flowInput).toEqual(flowInput);
    }
  },

  "results of every size reach those who depend on them, and who reads the flow": async (world) => {
    for (const [index, size] of SIZES.entries()) {
      const under = await world.start(chain("a", "b"), { flowId: `s${index}` });
      await under.complete("a", { result: json(size) });
      const { tasks } = await world.poll({ flowId: under.flowId });
      expect(tasks[0]?.dependencyResults).toEqual({ a: json(size) });
      expect((await under.task("a")).result).toEqual(json(size));
      expect((await under.complete("a", { result: json(size) })).replayed).toBe(true);
    }
  },

  "bytes of any type come back as they were, with their metadata": async (world) => {
    for (const [index, bytes] of [0, 300, 5_000].entries()) {
      const payload = raw(bytes, "image/png");
      const spec = flow([task("a", { input: payload }), after(["a"], "b")]);
      const under = await world.start(spec, { input: payload, flowId: `s${index}` });
      expect((await under.details()).flow.input).toEqual(payload);
      expect((await under.task("a")).input).toEqual(payload);
      await under.complete("a", { result: payload });
      const { tasks } = await world.poll({ flowId: under.flowId });
      expect(tasks[0]?.dependencyResults).toEqual({ a: payload });
    }
  },

  "JSON of every kind is told apart": async (world) => {
    const values = [null, false, 0, "", [], {}, "null", 1e300, { "@x": "ü€😀\u0000" }];
    const under = await world.start(flow(values.map((_, index) => `t${index}`)));
    for (const [index, value] of values.entries()) await under.complete(`t${index}`, { result: value });
    const { tasks } = await under.details();
    // Who has no value of its own for an empty payload shows it as null, too.
    expect(tasks.map(({ result = null }) => result)).toEqual(values);
  },

  "a task is given the results of its dependencies": async (world) => {
    const under = await world.start(flow(["a", "b", "c", after(["a", "b"], "join")]));
    await under.complete("a", { result: { n: 1 } });
    await under.complete("b", { result: undefined });
    const ready = (await world.poll()).tasks.find(({ taskId }) => taskId === "join");
    expect(Object.keys(ready?.dependencyResults ?? {}).sort()).toEqual(["a", "b"]);
    expect(ready?.dependencyResults["a"]).toEqual({ n: 1 });
  },

  "what a task reads need not be what it depends on; what has no result by then is absent": async (world) => {
    const spec = flow(["a", after(["a"], "b"), "later", after(["b"], "c", { reads: ["a", "later"] })]);
    const under = await world.start(spec);
    await under.complete("a", { result: "of a" });
    await under.complete("b", { result: "of b" });
    const { tasks } = await world.poll();
    const ready = tasks.find(({ taskId }) => taskId === "c");
    expect(ready?.dependencyResults).toEqual({ a: "of a" });
    expect(ready?.resultsTruncated).toBe(false);
  },

  "results of more than 1 MiB are cut, and the rest can be read": async (world) => {
    const names = ["p0", "p1", "p2", "p3"];
    const under = await world.start(flow([...names, after(names, "join")]));
    for (const name of names) await under.complete(name, { result: json(400_000, name.slice(1)) });
    const [ready] = (await world.poll()).tasks;
    expect(ready?.resultsTruncated).toBe(true);
    expect(Object.keys(ready?.dependencyResults ?? {}).sort()).toEqual(["p0", "p1"]);
    const { tasks } = await under.details({ dependenciesOf: "join" });
    expect(tasks.map(({ taskId }) => taskId)).toEqual(names);
    expect(tasks[3]?.result).toEqual(json(400_000, "3"));
  },

  "more than 1,000 results are cut": async (world) => {
    const names = Array.from({ length: 1_001 }, (_, index) => `p${index}`);
    const under = await world.start(flow([...names, after(names, "join")]));
    const items = names.map((taskId) => ({ flowId: under.flowId, taskId, result: taskId }));
    await world.subject.taskCompleteBatch(world.namespace, items.slice(0, 1_000));
    await world.subject.taskCompleteBatch(world.namespace, items.slice(1_000));
    const [ready] = (await world.poll()).tasks;
    expect([ready?.taskId, ready?.resultsTruncated]).toEqual(["join", true]);
    expect(Object.keys(ready?.dependencyResults ?? {}).length).toBe(1_000);
  },

  "many large tasks at once reach a stream whole": async (world) => {
    const input = json(1_000_000);
    await world.start(flow(["a", "b", "c"].map((name) => task(name, { input }))));
    await world.start(flow(["d", "e", "f"].map((name) => task(name, { input }))));
    const executor = world.executor({ maxInFlight: 10 });
    const tasks = await executor.received(6);
    expect(tasks.map((ready) => [ready.taskId, (ready.input as typeof input).text.length]).sort()).toEqual(
      ["a", "b", "c", "d", "e", "f"].map((name) => [name, input.text.length]),
    );
  },

  "a poll ends at its bytes and leaves the rest to the next": async (world) => {
    const input = json(1_000_000);
    await world.start(flow(["a", "b", "c"].map((name) => task(name, { input }))));
    await world.start(flow(["d", "e", "f"].map((name) => task(name, { input }))));
    const first = await world.poll();
    expect(first.tasks.length).toBeLessThan(6);
    const seen = first.tasks.map(({ taskId }) => taskId);
    while (seen.length < 6) {
      const { tasks } = await world.poll({ waitMs: 30_000 });
      seen.push(...tasks.map(({ taskId }) => taskId));
    }
    expect(seen.sort()).toEqual(["a", "b", "c", "d", "e", "f"]);
  },
};
