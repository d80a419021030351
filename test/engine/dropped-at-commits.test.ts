// A flow of edges, joins, targets and a cycle, whose engine is dropped before and after each of its commits: it ends as
// if nothing had happened, and nothing is offered under two tokens.
import { describe, expect, test } from "vitest";
import type { EdgeOutcome, FlowDefinition, ReadyTask, TaskOutcome } from "../../src/engine/index.js";
import { HASTY_STORES } from "./hasty-stores.js";
import { flow, json, task } from "./json-payload.js";
import { type Death, MortalEngines } from "./mortal-engines.js";

const on = (...outcomes: readonly EdgeOutcome[]) => ({ message: "", on: outcomes });
const to = (name: string, outcome: EdgeOutcome = "SUCCESS") => ({ to: name, ...on(outcome) });
const given = (name: string, condition: string) => ({ ...to(name), condition });
/** More than is kept in the state itself. */
const LONG = "x".repeat(2_000);
const join = (kind: "ALL" | "ANY" | "AT_LEAST", count = 0) => ({ join: { kind, count, unmet: "FAIL" as const } });
const { type: _, ...noop } = task("noop");

const RETRY = {
  maxAttempts: 9,
  initialIntervalMs: 5,
  multiplier: 1,
  maxIntervalMs: 0,
  jitter: 0,
  nonRetryableTypes: [],
};

const SPEC: FlowDefinition = flow(
  [
    task("start", [], { next: [to("a"), to("b"), to("turn"), given("guarded", `result.text == '${LONG}'`)] }),
    task("guarded", [], {
      next: [given("refused", "tasks.start.result.text == 'no'"), given("broken", "result.none")],
    }),
    {
      ...task("rounds", ["start"]),
      bindings: { from: "round" },
      repeat: { until: "round == 2", maxTimes: 9, delayMs: 5 },
    },
    {
      ...task("tries", ["start"]),
      retry: { ...RETRY, condition: "tries < 2 && tasks.start.result.text != 'no'" },
    },
    task("refused"),
    task("broken"),
    task("a", [], { next: [to("mend", "FAILURE"), to("two", "COMPLETION"), to("each", "COMPLETION"), to("both")] }),
    task("b", [], { next: [to("two"), to("first"), to("each"), to("both")] }),
    task("turn", [], { next: [to("wait", "FAILURE"), to("done")] }),
    { ...noop, name: "wait", delayMs: 10, next: [to("turn")] },
    task("done", [], { next: [to("two"), to("first"), to("gate")] }),
    task("mend"),
    task("two", [], join("AT_LEAST", 2)),
    task("first", [], join("ANY")),
    task("each"),
    task("both", [], { ...join("ALL"), next: [to("call-off", "FAILURE")] }),
    task("call-off"),
    { ...task("missed"), dependsOn: ["a"] },
    { ...task("noticed"), dependsOn: [{ task: "missed", on: ["SKIP"] }] },
    { ...noop, name: "gate", next: [{ target: "PAUSE", ...on("SUCCESS") }, to("last")] },
    task("last", [], { next: [{ target: "SUCCEED", ...on("SUCCESS") }, to("late")] }),
    task("late"),
  ],
  { allowCycles: true, output: "tasks.start.result" },
);

/** What fails, by the task's id; all else succeeds. */
const FAILING = new Set(["a", "turn", "turn#2", "tries"]);

describe.each(HASTY_STORES)("on $name", ({ make }) => {
  test("every commit may be the end of its engine", async () => {
    const store = make();
    const undisturbed = await runFlow(new MortalEngines(store, "never"), "never");
    expect(undisturbed.tasks).toMatchObject({
      both: { state: "FAILED", failure: "JOIN_UNREACHABLE" },
      "each#2": { state: "SUCCEEDED", causes: ["b 2"] },
      first: { causes: ["b 1"] },
      guarded: { state: "FAILED", failure: "EXPRESSION_FAILED" },
      refused: { state: "SKIPPED" },
      rounds: { state: "SUCCEEDED", attempt: 2, tries: 0 },
      tries: { state: "FAILED", attempt: 2, tries: 2 },
      late: { state: "SKIPPED" },
      "turn#3": { state: "SUCCEEDED" },
      two: { causes: ["a 1", "b 0"] },
    });
    expect(undisturbed.state).toBe("SUCCEEDED");
    for (const death of ["before", "after"] as const) {
      const engines = new MortalEngines(store, death);
      const disturbed = await runFlow(engines, death);
      expect(disturbed).toEqual(undisturbed);
      // A commit for the start, for each claim, for each outcome, for the timers and for resume.
      expect(engines.deaths).toBeGreaterThan(2 * undisturbed.offered.length);
    }
  });
});

interface Ended {
  readonly state: string;
  readonly tasks: Readonly<Record<string, unknown>>;
  /** The tasks that were offered, each once. */
  readonly offered: readonly string[];
}

/** Does its tasks one at a time, asks again where nobody answers, and resumes it where it is paused. */
async function runFlow(engines: MortalEngines, flowId: Death): Promise<Ended> {
  const tokens = new Map<string, string>();
  await engines.call((engine) => engine.run({ flowId, requestId: "r", definition: { kind: "spec", spec: SPEC } }));
  for (;;) {
    const poll = { queues: ["work"], flowId, sessionId: flowId, maxTasks: 1, includeHeld: true, waitMs: 50 };
    const { tasks } = await engines.call((engine) => engine.pollReadyTasks(poll));
    for (const ready of tasks) {
      const key = `${ready.taskId} ${ready.attempt}`;
      expect(tokens.get(key) ?? ready.claimToken).toBe(ready.claimToken);
      tokens.set(key, ready.claimToken);
      await engines.call((engine) => engine.taskComplete({ ...completionOf(ready), requestId: key }));
    }
    if (tasks.length > 0) continue;
    const { flow: now } = await engines.call((engine) => engine.getFlowDetails({ flowId }));
    if (now.state === "SUSPENDED") await engines.call((engine) => engine.resumeFlow({ flowId, requestId: "on" }));
    if (now.endTime !== undefined) return ended(engines, flowId, tokens);
  }
}

function completionOf({ flowId, taskId, claimToken }: ReadyTask) {
  const failure = { type: "E", message: "", retryable: true, causes: [] };
  const outcome: TaskOutcome = FAILING.has(taskId)
    ? { kind: "failure", failure }
    : { kind: "result", result: json({ text: taskId === "start" ? LONG : taskId }) };
  return { flowId, taskId, claimToken, outcome };
}

async function ended(engines: MortalEngines, flowId: Death, tokens: ReadonlyMap<string, string>): Promise<Ended> {
  const details = await engines.call((engine) => engine.getFlowDetails({ flowId, view: "FULL", pageSize: 100 }));
  const tasks = details.tasks.map(({ taskId, state, tries, attempt, failure, causes, fired }) => [
    taskId,
    {
      state,
      tries,
      attempt,
      failure: failure?.type,
      causes: causes.map((cause) => `${cause.taskId} ${cause.edge}`),
      fired: fired.map(({ edge }) => edge),
    },
  ]);
  return { state: details.flow.state, tasks: Object.fromEntries(tasks), offered: [...tokens.keys()].toSorted() };
}
