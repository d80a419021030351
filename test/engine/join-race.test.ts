/**
 * Two processes complete the parents of one join at the same time: both land, and the join becomes ready exactly once.
 */
import { describe, expect, test } from "vitest";
import type { FlowDefinition } from "../../src/engine/index.js";
import { flow, json, task } from "./json-payload.js";
import { STORES, startEngines } from "./stores.js";

const PARENTS = 64;
const ROUNDS = Number(process.env["LAZYENGINE_JOIN_ROUNDS"] ?? 200);
const names = Array.from({ length: PARENTS }, (_, index) => `parent${index}`);
const spec: FlowDefinition = flow([...names.map((name) => task(name)), task("join", names)]);

describe.each(STORES)("on $name", ({ make }) => {
  test(`64 parents completed through two processes make their join ready exactly once, ${ROUNDS} rounds`, async () => {
    const started = await startEngines(make(), 2);
    for (let round = 0; round < ROUNDS; round += 1) {
      const flowId = `f${round}`;
      await started[0]?.engine.run({ flowId, definition: { kind: "spec", spec } });
      const answers = await Promise.all(
        names.map((taskId, index) =>
          started[index % 2]?.engine.taskComplete({
            flowId,
            taskId,
            outcome: { kind: "result", result: json(index) },
          }),
        ),
      );
      const readied = answers.flatMap((answer) => answer?.ready.map(({ taskId }) => taskId) ?? []);
      expect(readied).toEqual(["join"]);
      const details = await started[1]?.engine.getFlowDetails({ flowId, view: "TASKS" });
      expect(details?.flow.counts).toEqual([
        { state: "READY", count: 1 },
        { state: "SUCCEEDED", count: PARENTS },
      ]);
    }
  });
});
