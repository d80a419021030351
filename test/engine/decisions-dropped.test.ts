// A flow about whose tasks and output an adapter decides, and one that a caller has undone, whose engine is dropped before
// and after each of its commits: each ends as if nothing had happened, and nothing is asked under two tokens.
import { describe, expect, test } from "vitest";
import type { FlowDefinition, ReadyTask } from "../../src/engine/index.js";
import type { Decision, TaskCompleteRequest } from "../../src/engine/requests.js";
import { HASTY_STORES } from "./hasty-stores.js";
import { flow, json, jsonOf, task } from "./json-payload.js";
import { type Death, MortalEngines } from "./mortal-engines.js";

const NOTHING: Decision = { fired: [], skip: [], globals: {}, message: "" };
const to = (name: string) => ({ to: name, message: "", on: ["SUCCESS"] as const });
const asks = (...phases: ("START" | "END" | "OUTPUT")[]) => ({ evaluate: { queue: "judge", phases } });

const DECIDED: FlowDefinition = flow(
  [
    task("first", [], { ...asks("START", "END"), next: [to("left"), to("right")] }),
    task("left"),
    task("right", [], asks("START")),
    task("never", ["left"]),
  ],
  asks("OUTPUT"),
);
const UNDONE: FlowDefinition = flow([task("a"), task("b", ["a"]), task("c", ["b"])]);

/** END asks for another try first, and then chooses an edge, with a context. */
function decided({ taskId, phase, tries }: ReadyTask): Decision {
  if (phase === "OUTPUT") return { ...NOTHING, end: { state: "SUCCEEDED", message: "", output: json("decided") } };
  if (phase !== "END") return taskId === "right" ? { ...NOTHING, globals: { seen: json(1) } } : NOTHING;
  if (tries < 1) return { ...NOTHING, verdict: "RETRY" };
  return { ...NOTHING, verdict: "SUCCEED", fired: [{ edge: 1, message: "" }], context: json("chosen") };
}

function completionOf(ready: ReadyTask): TaskCompleteRequest {
  const { flowId, taskId, claimToken, phase } = ready;
  const key = { flowId, taskId, claimToken };
  if (phase !== undefined) return { ...key, decision: decided(ready) };
  return { ...key, outcome: { kind: "result", result: json(taskId) } };
}

describe.each(HASTY_STORES)("on $name", ({ make }) => {
  test.each([
    [
      "decided",
      DECIDED,
      {
        state: "SUCCEEDED",
        output: "decided",
        offered: expect.arrayContaining(["right EXECUTE 1 chosen"]),
        tasks: {
          first: { state: "SUCCEEDED", fired: [1] },
          left: { state: "SKIPPED" },
          right: { state: "SUCCEEDED" },
          never: { state: "SKIPPED" },
        },
      },
    ],
    ["undone", UNDONE, { state: "REVERTED", tasks: { a: { state: "REVERTED" }, b: { state: "REVERTED" } } }],
  ] as const)("every commit of a flow that is %s may be the end of its engine", async (_, spec, expected) => {
    const store = make();
    const undisturbed = await runFlow(new MortalEngines(store, "never"), "never", spec);
    expect(undisturbed).toMatchObject(expected);
    for (const death of ["before", "after"] as const) {
      const engines = new MortalEngines(store, death);
      expect(await runFlow(engines, death, spec)).toEqual(undisturbed);
      expect(engines.deaths).toBeGreaterThanOrEqual(2 * undisturbed.offered.length - 1);
    }
  });
});

/** Does what is offered one at a time, and asks again where nobody answers; once c waits in the second flow it is undone. */
async function runFlow(engines: MortalEngines, flowId: Death, spec: FlowDefinition) {
  const tokens = new Map<string, string>();
  await engines.call((engine) => engine.run({ flowId, requestId: "r", definition: { kind: "spec", spec } }));
  for (;;) {
    const poll = { queues: ["work", "judge"], flowId, sessionId: flowId, maxTasks: 1, includeHeld: true, waitMs: 50 };
    const { tasks } = await engines.call((engine) => engine.pollReadyTasks(poll));
    for (const ready of tasks) {
      const contexts = ready.causes.map(({ context }) => jsonOf(context));
      const key = [ready.taskId, ready.phase ?? ready.kind, ready.attempt, ...contexts].join(" ");
      expect(tokens.get(key) ?? ready.claimToken).toBe(ready.claimToken);
      tokens.set(key, ready.claimToken);
      if (ready.taskId === "c") await engines.call((engine) => engine.revertFlow({ flowId, requestId: "back" }));
      await engines.call((engine) => engine.taskComplete({ ...completionOf(ready), requestId: key }));
    }
    if (tasks.length > 0) continue;
    const now = await engines.call((engine) => engine.getFlowDetails({ flowId, view: "FULL" }));
    if (now.flow.endTime === undefined) continue;
    const told = now.tasks.map(({ taskId, state, attempt, tries, fired, causes }) => [
      taskId,
      { state, attempt, tries, fired: fired.map(({ edge }) => edge), causes },
    ]);
    const { state, output } = now.flow;
    return { state, output: jsonOf(output), tasks: Object.fromEntries(told), offered: [...tokens.keys()] };
  }
}
