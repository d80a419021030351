/**
 * Calls by which a random run is ended or goes on, with its model: tasks are run again, begin anew with all behind them, or
 * are skipped, whether the flow has ended or not.
 */
import { expect } from "vitest";
import type { Command } from "../../src/core/command.js";
import type { Decision } from "../../src/core/decision.js";
import type { RandomRun } from "./random-run.js";

const CONTROL = { requestDigest: "", reason: "" };

/** One of them, which fits the state of the run; not in a flow that is being cancelled. */
export function steer(run: RandomRun): void {
  const { model } = run;
  const ways = [end, skip, retryNamed, resetNamed];
  const way = ways[run.random.below(6)];
  if (way !== undefined) way(run);
  else if (run.random.chance(0.5)) expectTaken(run, { kind: "retry", reset: false, ...CONTROL }, model.retry());
  else {
    model.reset();
    expectTaken(run, { kind: "retry", reset: true, ...CONTROL }, true);
  }
}

function skip(run: RandomRun): void {
  const [taskId] = some(run, ["PENDING", "DELAYED", "READY", "RUNNING", "PAUSED", "FAILED", "CANCELLED"], 1);
  if (taskId === undefined) return;
  run.model.skip(taskId);
  expectTaken(run, { kind: "skip", taskId, ...CONTROL }, true);
}

function retryNamed(run: RandomRun): void {
  const tasks = some(run, ["FAILED", "CANCELLED"], 3);
  if (tasks.length > 0) expectTaken(run, { kind: "retry", reset: false, tasks, ...CONTROL }, run.model.retry(tasks));
}

function resetNamed(run: RandomRun): void {
  const tasks = some(run, ["SUCCEEDED", "FAILED"], 3);
  if (tasks.length === 0) return;
  run.model.reset(tasks);
  expectTaken(run, { kind: "retry", reset: true, tasks, ...CONTROL }, true);
}

function end(run: RandomRun): void {
  const { random, model } = run;
  if (run.ended) return;
  const state = random.pick(["SUCCEEDED", "FAILED", "CANCELLED"] as const);
  const cancels = random.chance(0.4);
  model.end(state, cancels);
  const ending = { state, message: "", ...(cancels && { cancelsInFlight: true as const }) };
  expectTaken(run, { kind: "end", ending, ...CONTROL }, true);
}

/** Up to so many tasks that are in one of these states. */
function some({ random, segment }: RandomRun, states: readonly string[], most: number): string[] {
  const fits = segment.numbers().filter((number) => states.includes(segment.stateOf(number)));
  if (fits.length === 0) return [];
  const chosen = Array.from({ length: 1 + random.below(most) }, () => segment.taskId(random.pick(fits)));
  return [...new Set(chosen)];
}

/** An expectation that costs nothing where it holds. */
function expectTaken(run: RandomRun, command: Command, isTaken: boolean): void {
  const decision: Decision = run.decide(command);
  if (decision.kind === (isTaken ? "accepted" : "refused")) return;
  expect.fail(`${JSON.stringify(command)} is not as it must be: ${JSON.stringify(decision).slice(0, 2000)}`);
}
