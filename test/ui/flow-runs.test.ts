/**
 * What becomes of a flow after its end, as its page tells it, on a real server: it goes on, it is deleted, and another run
 * stands under its id.
 */
import { expect, test } from "vitest";
import { FlowState } from "#gen/lazyengine/v1/states_pb.js";
import type { Engine } from "../../src/engine/engine.js";
import type { FlowFeed } from "../../ui/src/flow/flow-feed.js";
import { flow, task } from "../engine/json-payload.js";
import { failed, liveEngine, startFeed, succeeded, until } from "./live-engine.js";

const { PENDING, RUNNING, FAILED, SUCCEEDED } = FlowState;

const run = (engine: Engine, ...names: string[]) =>
  engine.run({ flowId: "f", definition: { kind: "spec", spec: flow(names.map((name) => task(name))) } });
const complete = (engine: Engine, taskId: string) => engine.taskComplete({ flowId: "f", taskId, outcome: succeeded });
const namesOf = ({ model }: FlowFeed): readonly string[] => model.tasks.map(({ name }) => name);
const stateOf = ({ model }: FlowFeed): FlowState | undefined => model.flow?.state;

test("a flow that is reopened elsewhere after its end is live again, to its next end", async () => {
  const { engine, elsewhere } = await liveEngine();
  await run(elsewhere, "a");
  const feed = startFeed(engine);
  await until(() => feed.watch === "live");
  await elsewhere.taskComplete({ flowId: "f", taskId: "a", outcome: failed });
  await until(() => feed.watch === "over" && stateOf(feed) === FAILED);
  await elsewhere.retryFlow({ flowId: "f" });
  await until(() => feed.watch === "live" && stateOf(feed) === RUNNING);
  await complete(elsewhere, "a");
  await until(() => feed.watch === "over" && stateOf(feed) === SUCCEEDED);
  expect(feed.run).toBe(1);
});

test("a flow that is deleted after its end is told so, and so is its next run, with its own tasks alone", async () => {
  const { engine, elsewhere } = await liveEngine();
  await run(elsewhere, "a");
  await complete(elsewhere, "a");
  const feed = startFeed(engine);
  await until(() => feed.watch === "over");
  await elsewhere.deleteFlow({ flowId: "f" });
  await until(() => feed.deleted);
  expect([feed.watch, feed.error]).toEqual(["over", undefined]);
  await run(elsewhere, "b", "c");
  await until(() => feed.watch === "live");
  expect([feed.deleted, feed.run, stateOf(feed)]).toEqual([false, 2, RUNNING]);
  expect(namesOf(feed)).toEqual(["b", "c"]);
});

test("a flow that is replaced is shown as it is now, and never as deleted", async () => {
  const { engine, elsewhere } = await liveEngine();
  const definition = { kind: "spec", spec: flow([task("a")]) } as const;
  await elsewhere.run({ flowId: "f", definition, notBeforeTime: Date.now() + 86_400_000 });
  let seenDeleted = false;
  const feed = startFeed(engine, ({ deleted }) => {
    seenDeleted ||= deleted;
  });
  await until(() => feed.watch === "live");
  expect(stateOf(feed)).toBe(PENDING);
  await elsewhere.run({
    ...{ flowId: "f", conflictPolicy: "REPLACE" },
    definition: { kind: "spec", spec: flow([task("b")]) },
  });
  await until(() => feed.watch === "live" && stateOf(feed) === RUNNING);
  expect([namesOf(feed), feed.run, seenDeleted]).toEqual([["b"], 2, false]);
});

test("another run that began while the server could not be reached is shown with its own tasks alone", async () => {
  const { engine, elsewhere, network } = await liveEngine();
  await run(elsewhere, "old", "both");
  const feed = startFeed(engine);
  await until(() => feed.watch === "live");
  network.cut();
  await until(() => feed.watch === "lost");
  for (const name of ["old", "both"]) await complete(elsewhere, name);
  await elsewhere.deleteFlow({ flowId: "f" });
  await run(elsewhere, "new", "both");
  network.mend();
  await until(() => feed.watch === "live");
  expect(namesOf(feed)).toEqual(["new", "both"]);
  await complete(elsewhere, "new");
  await until(() => feed.model.tasks.some(({ endTime }) => endTime !== undefined));
  expect([namesOf(feed), feed.run]).toEqual([["new", "both"], 2]);
});

test("a flow that was deleted while the server could not be reached is told as deleted", async () => {
  const { engine, elsewhere, network } = await liveEngine();
  await run(elsewhere, "a");
  const feed = startFeed(engine);
  await until(() => feed.watch === "live");
  network.cut();
  await until(() => feed.watch === "lost");
  await complete(elsewhere, "a");
  await elsewhere.deleteFlow({ flowId: "f" });
  network.mend();
  await until(() => feed.deleted);
  await until(() => feed.watch === "over");
  expect(feed.error).toBeUndefined();
});

test("an ended flow that cannot be looked at is told so, until it can be", async () => {
  const { engine, elsewhere, network } = await liveEngine();
  await run(elsewhere, "a");
  await complete(elsewhere, "a");
  const feed = startFeed(engine);
  await until(() => feed.watch === "over");
  network.cut();
  await until(() => feed.watch === "lost");
  network.mend();
  await until(() => feed.watch === "over");
});
