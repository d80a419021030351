/**
 * A definition that tasks name by its digest is kept for as long as theirs is, whoever brought it (rule M4).
 */
import { expect, test } from "vitest";
import type { Engine, FlowDefinition } from "../../src/engine/index.js";
import { flow, json, task } from "./json-payload.js";
import { inOneWorld, type World } from "./one-world.js";
import { done, startCutting } from "./two-segments.js";

const EIGHT_DAYS_MS = 8 * 24 * 3_600_000;
/** Time for a collection. */
const COLLECTED_MS = 25 * 60_000;
const CHILD = flow([task("c")], { name: "child" });

/** Its tasks are done by the flow of this digest, or by this one. */
function nested(name: string, dependsOn: readonly string[], work: { flowDigest: string } | { flow: FlowDefinition }) {
  const { type: _, ...noop } = task(name, dependsOn);
  return { ...noop, ...work };
}

/** The digest of a definition that came along with a Run whose flow is gone. */
async function broughtAlong(engine: Engine): Promise<string> {
  const { flow: first } = await engine.run({ flowId: "first", definition: { kind: "spec", spec: CHILD } });
  await engine.endFlow({ flowId: "first", state: "SUCCEEDED", inFlight: "CANCEL" });
  await engine.deleteFlow({ flowId: "first" });
  return first.definitionDigest;
}

async function passEightDays({ time }: World): Promise<void> {
  await time.advance(1_000);
  time.pass(EIGHT_DAYS_MS);
  await time.advance(COLLECTED_MS);
}

const stateOf = async (engine: Engine, flowId: string, taskId: string) =>
  (await engine.getFlowDetails({ flowId, view: "TASKS", taskIds: [taskId] })).tasks[0]?.state;

test("it is there when the task's turn comes after more than a week, and goes when their flow has gone", () =>
  inOneWorld(async (world) => {
    const engine = await world.start();
    const digest = await broughtAlong(engine);
    const spec = flow([task("wait"), nested("sub", ["wait"], { flowDigest: digest })]);
    await engine.run({ flowId: "p", definition: { kind: "spec", spec } });
    await passEightDays(world);
    await engine.taskComplete({ flowId: "p", taskId: "wait", outcome: { kind: "result", result: json(1) } });
    await world.time.advance(5_000);
    expect(await stateOf(engine, "p", "sub")).toBe("RUNNING");
    await engine.endFlow({ flowId: "p", state: "FAILED", inFlight: "CANCEL" });
    await world.time.advance(60_000);
    await engine.deleteFlow({ flowId: "p" });
    await passEightDays(world);
    await world.time.advance(COLLECTED_MS);
    await expect(engine.getDefinition({ digest })).rejects.toMatchObject({ reason: "DEFINITION_NOT_FOUND" });
  }));

test("it is there for a flow within the task's flow, which is stored itself only when its turn comes", () =>
  inOneWorld(async (world) => {
    const engine = await world.start();
    const digest = await broughtAlong(engine);
    const inner = flow([nested("sub", [], { flowDigest: digest })]);
    const spec = flow([task("wait"), nested("within", ["wait"], { flow: flow([nested("x", [], { flow: inner })]) })]);
    await engine.run({ flowId: "p", definition: { kind: "spec", spec } });
    await passEightDays(world);
    await engine.taskComplete({ flowId: "p", taskId: "wait", outcome: done });
    await world.time.advance(5_000);
    const { flows } = await engine.listFlows({ states: ["RUNNING"] });
    expect(flows.map(({ definitionDigest }) => definitionDigest)).toContain(digest);
  }));

test("it is there for a task in any segment of a large definition", () =>
  inOneWorld(async (world) => {
    const engine = await startCutting(world);
    const digest = await broughtAlong(engine);
    const first = ["a", "b", "c", "d", "e"];
    const spec = flow([
      ...first.map((name) => task(name)),
      task("join", first),
      nested("sub", ["join"], { flowDigest: digest }),
    ]);
    await engine.run({ flowId: "f", definition: { kind: "spec", spec } });
    await passEightDays(world);
    for (const taskId of [...first, "join"]) {
      await engine.taskComplete({ flowId: "f", taskId, outcome: done });
      await world.time.advance(5_000);
    }
    expect(await stateOf(engine, "f", "sub")).toBe("RUNNING");
    const stopping = engine.stop(0);
    await world.time.advance(1);
    await stopping;
  }));
