/**
 * Definitions: stored once by content, run by digest or name, refused whole where they are bad.
 */
import { expect } from "vitest";
import { refused } from "../contract-error.js";
import { after, chain, flow, task } from "../specs.js";
import type { SpecFile } from "../values.js";
import type { Topic, World } from "../world.js";

function put(world: World, spec: SpecFile) {
  return world.subject.putDefinition(world.namespace, spec);
}

let imported: Promise<unknown> = Promise.resolve();

/** One after the other: a process takes in two at once, and tests run side by side. */
function importIt(world: World, spec: SpecFile) {
  const importing = imported.then(() => world.subject.importDefinition(world.namespace, spec));
  imported = importing.catch(() => undefined);
  return importing;
}

async function allDefinitions(world: World, fields: { readonly name?: string; readonly pageSize?: number } = {}) {
  const digests: string[] = [];
  for (let pageToken = ""; ; ) {
    const request = { namespace: world.namespace, ...fields, ...(pageToken !== "" && { pageToken }) };
    const page = await world.subject.listDefinitions(request);
    digests.push(...page.definitions.map(({ digest }) => digest));
    pageToken = page.nextPageToken;
    if (pageToken === "") return digests;
  }
}

export const definitions: Topic = {
  "a definition is stored once, by its content": async (world) => {
    const first = await put(world, chain("a", "b"));
    const again = await put(world, chain("a", "b"));
    const other = await put(world, chain("a", "b", "c"));
    expect(first).toMatchObject({ created: true, digest: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(again).toEqual({ ...first, created: false });
    expect(other.digest).not.toBe(first.digest);
  },

  "what a field says by default and what it says aloud is the same definition": async (world) => {
    const quiet = await put(world, { name: "d", tasks: [{ name: "a", type: "work" }] });
    const aloud = await put(world, {
      name: "d",
      tasks: [{ name: "a", type: "work", depends_on: [], priority: 0, needs_flow_input: false, on_lost: "redeliver" }],
      failure_mode: "continue",
      max_parallel: 0,
      labels: {},
    });
    expect(aloud.digest).toBe(quiet.digest);
  },

  "what is probably not meant is told, and no fault": async (world) => {
    const spec = flow([task("a", { timeouts: { run: "2s", attempt: "1s" } })]);
    const warnings = ["tasks[0].timeouts.run: 2000 ms never pass before attempt, which is 1000 ms"];
    expect(await put(world, spec)).toMatchObject({ created: true, warnings });
    expect((await world.start(spec)).answer.warnings).toEqual(warnings);
    expect((await put(world, chain("a", "b"))).warnings).toEqual([]);
  },

  "a flow is run by digest, also of a definition that came along with another run": async (world) => {
    const { answer } = await world.start(chain("a", "b"));
    const digest = answer.flow.definitionDigest;
    const request = { namespace: world.namespace, definitionDigest: digest, flowId: "by-digest" };
    const { flow: started, ready } = await world.subject.run(request);
    expect(started).toMatchObject({ definitionDigest: digest, name: "flow", state: "RUNNING" });
    expect(ready.map(({ taskId }) => taskId)).toEqual(["a"]);
  },

  "a flow is run by name: the one put last under it": async (world) => {
    const first = await put(world, flow(["a"], { name: "nightly" }));
    const second = await put(world, flow(["b"], { name: "nightly", version: "2" }));
    const run = (flowId: string) =>
      world.subject.run({ namespace: world.namespace, definitionName: "nightly", flowId });
    expect((await run("f1")).flow.definitionDigest).toBe(second.digest);
    await put(world, flow(["a"], { name: "nightly" }));
    expect((await run("f2")).flow.definitionDigest).toBe(first.digest);
  },

  "a flow that runs keeps its definition": async (world) => {
    await put(world, chain("a", "b"));
    const { namespace } = world;
    await world.subject.run({ namespace, definitionName: "flow", flowId: "f" });
    await put(world, flow(["z"]));
    const { ready } = await world.subject.taskComplete({ namespace, flowId: "f", taskId: "a", result: 1 });
    expect(ready.map(({ taskId }) => taskId)).toEqual(["b"]);
  },

  "a definition that is not there cannot be run": async (world) => {
    const byName = { namespace: world.namespace, definitionName: "nothing" };
    expect((await refused(world.subject.run(byName), "DEFINITION_NOT_FOUND")).metadata["name"]).toBe("nothing");
    const digest = "0".repeat(64);
    const byDigest = { namespace: world.namespace, definitionDigest: digest };
    expect((await refused(world.subject.run(byDigest), "DEFINITION_NOT_FOUND")).metadata["digest"]).toBe(digest);
  },

  "a definition that only came along with a run has no name to be run by": async (world) => {
    await world.start(flow(["a"], { name: "inline" }));
    const request = { namespace: world.namespace, definitionName: "inline" };
    await refused(world.subject.run(request), "DEFINITION_NOT_FOUND");
  },

  "definitions belong to their namespace": async (world) => {
    const { digest } = await put(world, chain("a", "b"));
    const namespace = `${world.namespace}-2`;
    await refused(world.subject.run({ namespace, definitionDigest: digest }), "DEFINITION_NOT_FOUND");
    await refused(world.subject.getDefinition({ namespace, digest }), "DEFINITION_NOT_FOUND");
  },

  "a definition is read by digest and by name": async (world) => {
    const { digest } = await put(world, { ...chain("a", "b"), version: "7" });
    const byDigest = await world.subject.getDefinition({ namespace: world.namespace, digest });
    expect(byDigest.definition).toMatchObject({ digest, name: "flow", version: "7", taskCount: 2 });
    expect(byDigest.tasks).toEqual(["a", "b"]);
    const byName = await world.subject.getDefinition({ namespace: world.namespace, name: "flow" });
    expect(byName.definition.digest).toBe(digest);
    await refused(world.subject.getDefinition({ namespace: world.namespace, name: "nothing" }), "DEFINITION_NOT_FOUND");
  },

  "a definition that is put needs a name": async (world) => {
    const error = await refused(put(world, { tasks: [{ name: "a", type: "work" }] }), "INVALID_FIELD");
    expect(error.metadata["field"]).toBe("spec.name");
  },

  "definitions that were put are listed, the one put last first, in pages": async (world) => {
    const digests: string[] = [];
    for (const name of ["x", "y", "x"]) digests.push((await put(world, flow([`t${digests.length}`], { name }))).digest);
    await world.start(flow(["a"], { name: "inline" }));
    expect((await allDefinitions(world)).sort()).toEqual([...digests].sort());
    expect(new Set(await allDefinitions(world, { pageSize: 1 })).size).toBe(3);
    expect((await allDefinitions(world, { name: "x" })).sort()).toEqual([digests[0], digests[2]].sort());
  },

  "a definition that comes in pieces is the one that is put whole": async (world) => {
    const spec = { ...chain("a", "b", "c"), version: "7" };
    const imported = await importIt(world, spec);
    expect(imported).toMatchObject({ created: true, warnings: [], taskCount: 3 });
    expect(await put(world, spec)).toEqual({ digest: imported.digest, created: false, warnings: [] });
    expect(await importIt(world, spec)).toEqual({ ...imported, created: false });
    const { ready } = await world.subject.run({ namespace: world.namespace, definitionName: "flow", flowId: "f" });
    expect(ready.map(({ taskId }) => taskId)).toEqual(["a"]);
  },

  "a definition above one message is imported, run and read, and nothing else brings it": async (world) => {
    const count = 20_001;
    const spec = flow(Array.from({ length: count }, (_, index) => `t${index}`));
    for (const bring of [() => put(world, spec), () => world.start(spec)]) {
      const { metadata } = await refused(bring(), "LIMIT_EXCEEDED");
      expect(metadata).toMatchObject({ field: "spec.tasks", limit: "20000", value: "20001" });
    }
    const { digest, taskCount } = await importIt(world, spec);
    expect(taskCount).toBe(count);
    const { definition, tasks } = await world.subject.getDefinition({ namespace: world.namespace, digest });
    expect([definition.taskCount, tasks]).toEqual([count, []]);
    const request = { namespace: world.namespace, flowId: "large" };
    const { readyCount } = await world.subject.run({ ...request, definitionDigest: digest });
    expect(readyCount).toBe(count);
    const { tasks: found } = await world.subject.getFlowDetails({ ...request, view: "TASKS", taskIds: ["t20000"] });
    expect(found.map(({ state }) => state)).toEqual(["READY"]);
  },

  "what is wrong with a definition that comes in pieces is named by its place in the whole": async (world) => {
    const twice = await refused(importIt(world, flow(["a", "b", "a"])), "DUPLICATE_TASK");
    expect(twice.metadata).toMatchObject({ field: "spec.tasks[2].name" });
    const unknown = await refused(importIt(world, flow(["a", after(["nothing"], "b")])), "UNKNOWN_DEPENDENCY");
    expect(unknown.metadata).toMatchObject({ field: "spec.tasks[1].depends_on[0].task" });
    await refused(importIt(world, flow([after(["b"], "a"), after(["a"], "b")])), "CYCLE");
    const nameless = await refused(importIt(world, flow(["a"], { name: "" })), "INVALID_FIELD");
    expect(nameless.metadata["field"]).toBe("spec.name");
    expect(await allDefinitions(world)).toEqual([]);
  },

  "a name that is used twice is refused with both places": async (world) => {
    const error = await refused(world.start(flow(["a", "b", "a"])), "DUPLICATE_TASK");
    expect(error.metadata).toMatchObject({ field: "spec.tasks[2].name" });
    expect(error.metadata["task"]).toContain("a");
  },

  "a dependency on nothing is refused with its path": async (world) => {
    const error = await refused(world.start(flow(["a", after(["a", "nothing"], "b")])), "UNKNOWN_DEPENDENCY");
    expect(error.metadata).toMatchObject({ field: "spec.tasks[1].depends_on[1].task" });
    expect(error.violations[0]?.field).toBe("spec.tasks[1].depends_on[1].task");
    await refused(world.start(flow([task("a", { reads: ["nothing"] })])), "UNKNOWN_DEPENDENCY");
  },

  "a cycle is refused and named, node by node": async (world) => {
    const spec = flow(["x", after(["x", "c"], "a"), after(["a"], "b"), after(["b"], "c")]);
    const error = await refused(world.start(spec), "CYCLE");
    const names = (error.metadata["cycle"] ?? "").split(" -> ");
    expect([names.length, names[0] === names[3], new Set(names)]).toEqual([4, true, new Set(["a", "b", "c"])]);
    await refused(world.start(flow([after(["self"], "self")])), "CYCLE");
  },

  "a bad definition is refused whole, with everything that is wrong": async (world) => {
    const spec = flow([task("a", { priority: 2_000_000 }), after(["nothing"], "b"), task("b")]);
    const error = await refused(world.start(spec, { flowId: "f" }), "INVALID_FIELD");
    expect(error.violations.map(({ field }) => field)).toEqual([
      "spec.tasks[0].priority",
      "spec.tasks[2].name",
      "spec.tasks[1].depends_on[0].task",
    ]);
    await refused(world.subject.getFlowDetails({ namespace: world.namespace, flowId: "f" }), "FLOW_NOT_FOUND");
  },

  "what this version does not serve is refused by name": async (world) => {
    const revert = await refused(
      world.start(flow(["a"], { failure_mode: "revert", allow_cycles: true })),
      "UNSUPPORTED",
    );
    expect(revert.metadata["field"]).toBe("spec.failure_mode");
  },
};
