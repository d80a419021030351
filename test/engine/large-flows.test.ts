/**
 * Flows of many segments: run to their end, told of, controlled, deleted. Segments are small here, so that small flows
 * have many.
 */
import { describe, expect, test } from "vitest";
import type { FlowDefinition } from "../../src/engine/index.js";
import { randomGraph, scriptedOutcome } from "../core/random-graph.js";
import { definitionOf } from "../core/random-run.js";
import { ReferenceModel } from "../core/reference-model.js";
import { startExecutor } from "./executor.js";
import { chain, flow, json, jsonOf, task } from "./json-payload.js";
import { allTasks, runLargeFlow, SMALL_SEGMENTS } from "./large-flow-runner.js";
import { endOf, STORES, startEngine, startEngines } from "./stores.js";

const done = { kind: "result", result: json("done") } as const;

/** 1 -> width -> 1 */
function fan(width: number): FlowDefinition {
  const middle = Array.from({ length: width }, (_, index) => task(`m${index}`, ["first"]));
  return flow([
    task("first"),
    ...middle,
    task(
      "last",
      middle.map(({ name }) => name),
    ),
  ]);
}

describe.each(STORES)("on $name, flows of many segments", ({ name, make }) => {
  test("are only checked where that is asked for: nothing is stored, and all that would be ready is counted", async () => {
    const { engine } = await startEngine(make()(), SMALL_SEGMENTS);
    const spec = flow(Array.from({ length: 40 }, (_, number) => task(`t${number}`)));
    const answer = await engine.run({ flowId: "f", definition: { kind: "spec", spec }, validateOnly: true });
    expect(answer).toMatchObject({ readyCount: 40, replayed: false, flow: { state: "RUNNING", revision: "" } });
    await expect(engine.getFlowDetails({ flowId: "f" })).rejects.toMatchObject({ reason: "FLOW_NOT_FOUND" });
    const { definitions } = await engine.listDefinitions({});
    expect(definitions).toEqual([]);
  });

  test("random graphs through two engines end as the reference model says", { timeout: 120_000 }, async () => {
    const engines = (await startEngines(make(), 2, SMALL_SEGMENTS)).map(({ engine }) => engine);
    for (let seed = 1; seed <= (name === "memory" ? 60 : 15); seed += 1) {
      const graph = { ...randomGraph(seed, 60), failureMode: "CONTINUE" as const, maxParallel: 0 };
      const flowId = `graph-${seed}`;
      const byName = new Map(graph.tasks.map((one) => [one.name, one]));
      const spec = definitionOf({
        ...graph,
        tasks: graph.tasks.map((one) => ({ ...one, queue: "work", maxTries: 1 })),
      });
      const outcomeOf = (taskId: string) => scriptedOutcome(byName.get(taskId)!, 0);
      const { state } = await runLargeFlow(engines, {
        flowId,
        spec,
        outcome: ({ taskId }) => {
          const outcome = outcomeOf(taskId);
          if (outcome === "result") return done;
          if (outcome === "cancelled") return { kind: "cancelled", message: "" };
          return { kind: "failure", failure: { type: "E", message: "", retryable: false, causes: [] } };
        },
      });
      const model = new ReferenceModel(graph);
      while (model.verdict() === undefined) {
        for (const one of graph.tasks) {
          if (model.claim(one.name)) model.complete({ ...one, maxTries: 1 }, outcomeOf(one.name));
        }
      }
      const tasks = await allTasks(engines[1]!, flowId);
      expect(Object.fromEntries([...tasks].sort()), `seed ${seed}`).toEqual(
        Object.fromEntries([...model.states].sort()),
      );
      expect(state, `seed ${seed}`).toBe(model.verdict());
      const { flow: ended } = await engines[1]!.getFlowDetails({ flowId });
      expect(ended.counts.reduce((sum, { count }) => sum + count, 0)).toBe(graph.tasks.length);
    }
  });

  test("a join of many segments is handed over once, with the results of all", async () => {
    const engines = (await startEngines(make(), 2, SMALL_SEGMENTS)).map(({ engine }) => engine);
    const { state, delivered } = await runLargeFlow(engines, {
      flowId: "fan",
      spec: fan(60),
      outcome: ({ taskId }) => ({ kind: "result", result: json(taskId) }),
    });
    expect(state).toBe("SUCCEEDED");
    const results = Object.values(delivered.get("last")?.dependencyResults ?? {}).map(jsonOf);
    expect(results.sort()).toEqual(Array.from({ length: 60 }, (_, index) => `m${index}`).sort());
    expect(jsonOf(delivered.get("m59")?.dependencyResults["first"])).toBe("first");
  });

  test("what a run and a completion make ready in other segments is in their answers, and in a repeat's", async () => {
    const { engine } = await startEngine(make()(), SMALL_SEGMENTS);
    const roots = flow(Array.from({ length: 12 }, (_, index) => task(`r${index}`)));
    const { ready, readyCount } = await engine.run({ flowId: "roots", definition: { kind: "spec", spec: roots } });
    expect(readyCount).toBe(12);
    expect(ready.map(({ taskId }) => taskId).sort()).toEqual(roots.tasks.map(({ name: id }) => id).sort());
    await engine.run({ flowId: "fan", definition: { kind: "spec", spec: fan(12) } });
    const completion = { flowId: "fan", taskId: "first", requestId: "1", outcome: done };
    const first = await engine.taskComplete(completion);
    expect(first.ready.map(({ taskId }) => taskId).sort()).toEqual(
      Array.from({ length: 12 }, (_, index) => `m${index}`).sort(),
    );
    const again = await engine.taskComplete(completion);
    expect([again.replayed, again.ready]).toEqual([true, first.ready]);
  });

  test("outsiders finish tasks of any segment by their ids alone; an unknown task is refused", async () => {
    const { engine } = await startEngine(make()(), SMALL_SEGMENTS);
    const spec = chain(12);
    await engine.run({ flowId: "f", definition: { kind: "spec", spec } });
    for (const [index, { name: taskId }] of spec.tasks.entries()) {
      const { ready, flow: after } = await engine.taskComplete({ flowId: "f", taskId, outcome: done });
      expect(ready.map((ref) => ref.taskId)).toEqual(index === 11 ? [] : [`t${index + 1}`]);
      // Whoever asks from here on sees it.
      const seen = await engine.getFlowDetails({
        flowId: "f",
        taskIds: [taskId],
        view: "TASKS",
        minRevision: after.revision,
      });
      expect(seen.tasks.map(({ state }) => state)).toEqual(["SUCCEEDED"]);
    }
    await expect(engine.taskComplete({ flowId: "f", taskId: "t12", outcome: done })).rejects.toMatchObject({
      reason: "TASK_NOT_FOUND",
    });
    expect(await endOf(engine, "f")).toBe("SUCCEEDED");
  });

  test("suspended, nothing more of any segment is offered until it is resumed", async () => {
    const { engine } = await startEngine(make()(), SMALL_SEGMENTS);
    const spec = flow(Array.from({ length: 20 }, (_, index) => task(`t${index}`)));
    await engine.run({ flowId: "f", definition: { kind: "spec", spec } });
    await engine.suspendFlow({ flowId: "f" });
    for await (const frame of engine.watchFlow({ flowId: "f" })) {
      if (frame.kind === "update" && frame.flow.state === "SUSPENDED") break;
    }
    const executor = await startExecutor(engine, { maxInFlight: 20 });
    await executor.frame("idle");
    expect(executor.received).toEqual([]);
    await engine.resumeFlow({ flowId: "f" });
    expect(new Set((await executor.receivedAtLeast(20)).map(({ taskId }) => taskId)).size).toBe(20);
  });

  test("cancelled, every task of it is, and the holders are told", async () => {
    const { engine } = await startEngine(make()(), SMALL_SEGMENTS);
    await engine.run({ flowId: "f", definition: { kind: "spec", spec: fan(20) } });
    await engine.taskComplete({ flowId: "f", taskId: "first", outcome: done });
    const executor = await startExecutor(engine, { maxInFlight: 3 });
    const held = await executor.receivedAtLeast(3);
    await engine.cancelFlow({ flowId: "f", reason: "enough" });
    await executor.frame("cancel_requested");
    for (const { taskId, claimToken } of held.slice(0, 3)) {
      await engine.taskComplete({ flowId: "f", taskId, claimToken, outcome: { kind: "cancelled", message: "" } });
    }
    expect(await endOf(engine, "f")).toBe("CANCELLED");
    const states = [...(await allTasks(engine, "f")).values()];
    expect(states.filter((state) => state === "CANCELLED")).toHaveLength(21);
  });

  test("a watch that resumes from its revision tells every last state", async () => {
    const { engine } = await startEngine(make()(), SMALL_SEGMENTS);
    const spec = fan(20);
    await engine.run({ flowId: "f", definition: { kind: "spec", spec } });
    const seen = new Map<string, string>();
    let revision = "";
    let frames = 0;
    const finish = async () => {
      for (const { name: taskId } of spec.tasks) await engine.taskComplete({ flowId: "f", taskId, outcome: done });
    };
    const finishing = finish();
    for (let ended = false; !ended; ) {
      for await (const frame of engine.watchFlow({ flowId: "f", view: "TASKS", sinceRevision: revision })) {
        revision = frame.revision;
        if (frame.kind === "update") for (const { taskId, state } of frame.tasks) seen.set(taskId, state);
        if (frame.kind === "update" && frame.flow.state === "SUCCEEDED") ended = true;
        frames += 1;
        // Hang up now and then.
        if (!ended && frames % 3 === 0) break;
      }
    }
    await finishing;
    expect(seen.size).toBe(22);
    expect(new Set(seen.values())).toEqual(new Set(["SUCCEEDED"]));
  });

  test("deleted, nothing of it is left, and the id is free for another run", async () => {
    const { engine, store } = await startEngine(make()(), SMALL_SEGMENTS);
    const spec = chain(12);
    await engine.run({ flowId: "f", definition: { kind: "spec", spec } });
    await expect(engine.run({ flowId: "f", definition: { kind: "spec", spec } })).rejects.toMatchObject({
      reason: "FLOW_EXISTS",
    });
    await engine.cancelFlow({ flowId: "f" });
    expect(await endOf(engine, "f")).toBe("CANCELLED");
    await engine.deleteFlow({ flowId: "f" });
    expect(await store.segments.partedRuns(0, undefined, 10)).toEqual([]);
    await expect(engine.taskComplete({ flowId: "f", taskId: "t11", outcome: done })).rejects.toMatchObject({
      reason: "FLOW_NOT_FOUND",
    });
    expect((await runLargeFlow([engine], { flowId: "f", spec })).state).toBe("SUCCEEDED");
  });
});
