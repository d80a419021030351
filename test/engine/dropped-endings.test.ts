// A flow that a plan and an edge pause, that is resumed with other inputs, ended with what is under way and without, goes on
// again and is failed by an edge, whose engine is dropped before and after each of its commits: it stands in the end as if
// nothing had happened, and no request is carried out twice.
import { describe, expect, test } from "vitest";
import type { ControlResponse, Engine, FlowDefinition, ReadyTask } from "../../src/engine/index.js";
import type { Decision } from "../../src/engine/requests.js";
import { HASTY_STORES } from "./hasty-stores.js";
import { flow, json, jsonOf, task } from "./json-payload.js";
import { type Death, MortalEngines } from "./mortal-engines.js";

const PAUSED: Decision = { fired: [], skip: [], globals: {}, message: "", plan: { pause: true } };
const target = (kind: "PAUSE" | "FAIL", message: string) => ({ target: kind, message, on: ["SUCCESS"] as const });
const to = (name: string) => ({ to: name, message: "", on: ["SUCCESS"] as const });
const fed = { needsFlowInput: true };
/** More than is kept in the state itself. */
const large = (name: string) => name.repeat(1_000);

const SPEC: FlowDefinition = flow([
  task("asked", [], {
    ...fed,
    evaluate: { queue: "judge", phases: ["START"] },
    next: [target("PAUSE", "approve it"), to("held"), to("ready")],
  }),
  task("held", [], fed),
  task("ready", [], { ...fed, next: [to("late"), target("FAIL", "out of paint")] }),
  task("late"),
  task("never", ["late"]),
]);

describe.each(HASTY_STORES)("on $name", ({ make }) => {
  test("every commit of a flow that is paused, ended and failed may be the end of its engine", async () => {
    const store = make();
    const undisturbed = await story(new MortalEngines(store, "never"), "never");
    expect(undisturbed.claimed).toEqual([
      ...["asked START", `asked 1 ${large("second")}`, `held 1 ${large("third")}`],
      ...[`held 2 ${large("third")}`, `ready 1 ${large("third")}`, `ready 2 ${large("third")}`, "late 1"],
    ]);
    expect(undisturbed.cancelled).toMatchObject({
      ...{ state: "FAILED", failure: "ENDED", output: large("so far") },
      tasks: ["asked SUCCEEDED", "held CANCELLED", "ready CANCELLED", "late SKIPPED", "never SKIPPED"],
    });
    expect(undisturbed.left).toMatchObject({
      state: "SUCCEEDED",
      tasks: ["asked SUCCEEDED", "held SUCCEEDED", "ready SUCCEEDED", "late SKIPPED", "never SKIPPED"],
    });
    expect(undisturbed.failed).toMatchObject({
      ...{ state: "FAILED", failure: "FAIL_TARGET" },
      tasks: ["asked SUCCEEDED", "held SUCCEEDED", "ready SUCCEEDED", "late SUCCEEDED", "never SKIPPED"],
    });
    for (const death of ["before", "after"] as const) {
      const engines = new MortalEngines(store, death);
      expect(await story(engines, death)).toEqual(undisturbed);
      expect(engines.deaths).toBeGreaterThan(10);
    }
  });
});

async function story(engines: MortalEngines, flowId: Death) {
  const one = new PacedFlow(engines, flowId);
  await one.ask((engine, key) => engine.run({ ...key, definition: { kind: "spec", spec: SPEC } }));
  await one.finish(await one.claim());
  await one.control("SUSPENDED -> RUNNING", (engine, key) =>
    engine.resumeFlow({ ...key, input: json(large("second")) }),
  );
  await one.finish(await one.claim());
  await one.control("SUSPENDED -> RUNNING", (engine, key) =>
    engine.resumeFlow({ ...key, input: json(large("third")) }),
  );

  const held = await one.claim();
  const away = { state: "FAILED", message: "enough", output: json(large("so far")), inFlight: "CANCEL" } as const;
  await one.control("RUNNING -> FAILED", (engine, key) => engine.endFlow({ ...key, ...away }));
  await expect(one.finish(held)).rejects.toMatchObject({ reason: "CLAIM_SUPERSEDED" });
  const cancelled = await one.told();

  await one.control("FAILED -> RUNNING", (engine, key) => engine.retryFlow(key));
  await one.finish(await one.claim());
  await one.control("RUNNING -> SUCCEEDED", (engine, key) => engine.endFlow({ ...key, state: "SUCCEEDED" }));
  await one.finish(await one.claim());
  const left = await one.told();

  const anew = { tasks: ["ready"], reset: true };
  await one.control("SUCCEEDED -> RUNNING", (engine, key) => engine.retryFlow({ ...key, ...anew }));
  await one.finish(await one.claim());
  await one.finish(await one.claim());
  return { claimed: one.claimed, cancelled, left, failed: await one.told() };
}

/** A flow of which one task is done at a time, each request again until it is answered. */
class PacedFlow {
  readonly claimed: string[] = [];
  readonly #engines: MortalEngines;
  readonly #flowId: string;
  #requests = 0;

  constructor(engines: MortalEngines, flowId: string) {
    this.#engines = engines;
    this.#flowId = flowId;
  }

  ask<Answer>(call: (engine: Engine, key: { flowId: string; requestId: string }) => Promise<Answer>): Promise<Answer> {
    this.#requests += 1;
    const key = { flowId: this.#flowId, requestId: `r${this.#requests}` };
    return this.#engines.call((engine) => call(engine, key));
  }

  /** `states`: the flow's before and after it. */
  async control(
    states: string,
    call: (engine: Engine, key: { flowId: string; requestId: string }) => Promise<ControlResponse>,
  ) {
    const [before, after] = states.split(" -> ");
    expect((await this.told()).state).toBe(before);
    expect((await this.ask(call)).flow.state).toBe(after);
  }

  async claim(): Promise<ReadyTask> {
    const flowId = this.#flowId;
    const poll = { queues: ["work", "judge"], flowId, sessionId: flowId, maxTasks: 1, includeHeld: true, waitMs: 50 };
    for (;;) {
      const [ready] = (await this.#engines.call((engine) => engine.pollReadyTasks(poll))).tasks;
      if (ready === undefined) continue;
      const { taskId, phase = ready.attempt, flowInput } = ready;
      this.claimed.push([taskId, phase, jsonOf(flowInput)].join(" ").trim());
      return ready;
    }
  }

  async finish({ taskId, claimToken, phase }: ReadyTask): Promise<void> {
    const outcome = { kind: "result", result: json(taskId) } as const;
    const answer = phase === undefined ? { outcome } : { decision: PAUSED };
    await this.ask((engine, key) => engine.taskComplete({ ...key, taskId, claimToken, ...answer }));
  }

  async told() {
    const request = { flowId: this.#flowId, view: "FULL" } as const;
    const { flow: now, tasks } = await this.#engines.call((engine) => engine.getFlowDetails(request));
    const { state, failure, output } = now;
    const states = tasks.map((one) => `${one.taskId} ${one.state}`);
    return { state, failure: failure?.type, output: jsonOf(output), tasks: states };
  }
}
