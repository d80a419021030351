/**
 * How often a decision is made anew that reads many payloads which are kept beside the state, and what is brought for it.
 */
import { describe, expect, it } from "vitest";
import type { TaskDefinition } from "../../src/core/definition/definition.js";
import { LIMITS } from "../../src/core/limits.js";
import { flow, noop, retry, task } from "./definitions.js";
import { done, failed, PayloadsBeside } from "./payloads-beside.js";

const MANY = 1_000;
/** 1, 4, 16, 64, 256, 1,024: they grow with the logarithm. */
const FEW = 7;

function names(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}${index}`);
}

/** `count` tasks, a gate behind all of them, and as many behind that, each bound to the result of the task that `of` says. */
function barrier(count: number, of: (index: number) => number, fields: Partial<TaskDefinition> = {}) {
  const first = names("f", count);
  const bound = names("p", count).map((name, index) =>
    task(name, { dependsOn: ["gate"], bindings: { id: `tasks.f${of(index)}.result.id` } }),
  );
  return flow([...first.map((name) => task(name, fields)), task("gate", { dependsOn: first }), ...bound]);
}

describe("a decision that reads many payloads beside the state", () => {
  it.each([
    ["in definition order", (index: number) => index],
    ["the other way round", (index: number) => MANY - 1 - index],
    ["in no order", (index: number) => (index * 617) % MANY],
  ])("is made anew a few times: results by their tasks' names, %s", (_, of) => {
    const run = new PayloadsBeside(barrier(MANY, of));
    run.makeAll(names("f", MANY).map((name, index) => done(name, index)));
    const { rounds, brought } = run.make(done("gate"));
    expect(rounds).toBeLessThan(FEW);
    expect(brought).toHaveLength(MANY);
    for (const index of [0, 1, 500, MANY - 1]) expect(run.input(`p${index}`)).toEqual({ id: of(index) });
  });

  it("the same of results that waited for their delay_after, and that conditions of their own tasks read, too", () => {
    const first = names("f", MANY).map((name) =>
      task(name, {
        delayAfterMs: 1_000,
        next: [{ to: "end", on: ["SUCCESS"], condition: "result.id >= 0", message: "" }],
      }),
    );
    const run = new PayloadsBeside(flow([...first, task("end")], { maxInstances: MANY }));
    run.makeAll(names("f", MANY).map((name, index) => done(name, index)));
    run.now += 1_000;
    // What is due need not be fired in one commit.
    for (let commits = 0; commits < 50 && run.segment.nextAlarm() !== undefined; commits += 1) {
      expect(run.make({ kind: "fire" }).rounds).toBeLessThan(FEW);
    }
    expect(run.state(`end#${MANY}`)).toBe("READY");
  });

  it("the same of results of lists", () => {
    const items = { data: Buffer.from("[1,2,3,4]"), contentType: "application/json", metadata: {} };
    const forEach = { literal: items, maxParallel: 0, toleratedFailures: 0, retry: "FAILED_ITEMS" } as const;
    const lists = 200;
    const definition = barrier(lists, (index) => index, { forEach });
    const bound = definition.tasks.map(({ bindings, ...rest }, place) =>
      bindings === undefined ? rest : { ...rest, bindings: { id: `tasks.f${place - lists - 1}.result[3].id` } },
    );
    const run = new PayloadsBeside({ ...definition, tasks: bound });
    run.makeAll(
      names("f", lists).flatMap((name) => names("", 4).map((item, place) => done(`${name}[${item}]`, place))),
    );
    const { rounds, brought } = run.make(done("gate"));
    expect(rounds).toBeLessThan(FEW);
    expect(brought).toHaveLength(4 * lists);
    expect(run.input(`p${lists - 1}`)).toEqual({ id: 3 });
  });

  it("the same of commands that are decided in one commit: each task reads what its own round before gave", () => {
    const repeat = { until: "result.id == 9", maxTimes: 0, delayMs: 0 };
    const count = 256;
    const bindings = { id: "previous.map(p, p.id)" };
    const run = new PayloadsBeside(flow(names("t", count).map((name) => task(name, { repeat, bindings }))));
    run.make(...names("t", count).map((name) => done(name, 1)));
    const { rounds } = run.make(...names("t", count).map((name) => done(name, 2)));
    expect(rounds).toBeLessThan(FEW);
    expect(run.input("t255")).toEqual({ id: [1, 2] });
  });

  it("the same of what is kept of a long list's items, which another try takes up", () => {
    const count = 10_000;
    const literal = {
      data: Buffer.from(JSON.stringify(names("", count).map(Number))),
      contentType: "application/json",
      metadata: {},
    };
    const forEach = { literal, maxParallel: 0, toleratedFailures: 0, retry: "FAILED_ITEMS" } as const;
    const run = new PayloadsBeside(flow([task("a", { forEach, retry: retry(2) })]));
    const outcome = (index: number) => (index % 256 === 7 ? failed(`a[${index}]`) : done(`a[${index}]`, index));
    const outcomes = names("", count).map((_, index) => outcome(index));
    run.makeAll(outcomes.slice(0, -1));
    const { rounds, brought } = run.make(...outcomes.slice(-1));
    expect(run.segment.entry(0)?.attempt).toBe(2);
    expect(brought.length).toBeGreaterThan(30);
    expect(rounds).toBeLessThan(FEW);
  });
});

describe("what is brought", () => {
  it("is what a decision reads, and nothing more, where that is one payload", () => {
    const count = 100;
    const pairs = names("f", count).flatMap((name, index) => [
      task(name),
      task(`p${index}`, { dependsOn: [name], bindings: { id: `tasks.f${(index + 1) % count}.result` } }),
    ]);
    const run = new PayloadsBeside(flow(pairs));
    run.make(done("f99"));
    for (const index of names("", 98).map((_, place) => 98 - place)) {
      const { brought } = run.make(done(`f${index}`));
      expect(brought).toEqual([run.ref(`f${index + 1}`)]);
    }
  });

  it("is no more where each decision reads the flow's input beside it", () => {
    const bindings = { all: "input", id: "tasks.f1.result.id" };
    const tasks = [...names("f", 9).map((name) => task(name)), task("p", { dependsOn: ["f0"], bindings })];
    const input = { contentType: "application/json", size: 2_000, ref: "input" };
    const reads = names("q", 9).map((name, index) =>
      task(name, { bindings: { id: `tasks.f${index}.result` }, delayMs: 1 }),
    );
    const run = new PayloadsBeside(flow([...tasks, ...reads]), { input });
    run.keep("input", Buffer.from("{}"));
    run.makeAll(
      names("f", 9)
        .slice(1)
        .map((name) => done(name)),
    );
    expect(run.make(done("f0")).brought).toEqual(["input", run.ref("f1")]);
  });

  it("is never more than all expressions of a decision may read, whatever else could be read", () => {
    const count = 120;
    const pad = "x".repeat(200_000);
    const first = names("f", count);
    const bound = names("p", 40).map((name, index) =>
      task(name, { dependsOn: ["gate"], bindings: { id: `tasks.f${3 * index}.result.id` } }),
    );
    const others = first.map((name) => `tasks.${name}.result`).join(" != null || ");
    const never = noop("never", { dependsOn: ["last"], bindings: { id: others } });
    const tasks = [
      ...first.map((name) => task(name)),
      task("gate", { dependsOn: first }),
      ...bound,
      task("last"),
      never,
    ];
    const run = new PayloadsBeside(flow(tasks));
    run.makeAll(first.map((name, index) => done(name, index, pad)));
    const { brought } = run.make(done("gate"));
    // What is lacking itself is brought anyhow.
    expect(brought.length * pad.length).toBeLessThan(2 * LIMITS.decisionInputBytes);
    expect(run.state("p39")).toBe("READY");
  });
});
