/**
 * What happens in a random run, one move at a time, until the flow has ended.
 */

import { expect } from "vitest";
import type { Complete } from "../../src/core/command.js";
import type { Decision } from "../../src/core/decision.js";
import type { Outcome } from "../../src/core/state/outcome.js";
import { readyNodes } from "../../src/core/state/ready-queues.js";
import { openClaim } from "../../src/core/state/segment.js";
import { type GraphTask, type ScriptedOutcome, scriptedOutcome } from "./random-graph.js";
import type { RandomRun } from "./random-run.js";
import { steer } from "./random-steering.js";

/** More moves than any run needs: beyond it the flow hangs. */
const MOVES_PER_TASK = 400;

/**
 * Drives the run to its end; `disturbed` = with cancels, suspends, lost leases and all that, and then now and then reopened
 * and driven to its end once more.
 */
export function driveToEnd(run: RandomRun, disturbed: boolean): void {
  driveOn(run, disturbed);
  for (let times = 0; disturbed && times < 2 && run.random.chance(0.5); times += 1) {
    // What a caller's end has left goes on, and leads nowhere.
    for (let late = run.random.below(4); late > 0 && running(run).length > 0; late -= 1) {
      finishOne(run);
      run.check();
    }
    steer(run);
    run.check();
    driveOn(run, disturbed);
  }
}

function driveOn(run: RandomRun, disturbed: boolean): void {
  const { random } = run;
  run.check();
  for (let move = 0; !run.ended; move += 1) {
    if (move > 2000 + MOVES_PER_TASK * run.graph.tasks.length) throw new Error("the flow does not come to its end");
    if (disturbed && random.chance(0.25)) disturb(run);
    else if (random.chance(0.6)) finishOne(run);
    else if (random.chance(0.5)) run.claim();
    else wait(run);
    run.check();
  }
}

function wait(run: RandomRun): void {
  run.now += run.random.below(10);
  run.decide({ kind: "fire" });
}

function disturb(run: RandomRun): void {
  const { random, segment } = run;
  const control = { requestDigest: "", reason: "" };
  switch (random.below(8)) {
    case 0:
      run.lose();
      if (random.chance(0.5)) run.connect();
      return;
    case 1:
      release(run);
      return;
    case 2:
      defer(run);
      return;
    case 3:
      takeUnclaimed(run);
      return;
    case 4:
      if (segment.flow.state !== "CANCELLING") run.decide({ kind: "suspend", ...control });
      return;
    case 5:
      run.decide({ kind: "resume", ...control });
      return;
    case 6:
      if (random.chance(0.05) && segment.flow.state !== "CANCELLING") steer(run);
      return;
    case 7:
      if (!random.chance(0.01)) return;
      run.model.cancel();
      cancelDeferred(run);
      run.decide({ kind: "cancel", ...control, graceMs: 1_000_000 });
  }
}

/** The tasks that are claimed or deferred now. */
function running(run: RandomRun): number[] {
  const { segment } = run;
  const held = segment.holders.flatMap((holder) => [...segment.heldBy(holder)]);
  return [...held, ...deferredTasks(run)];
}

function deferredTasks({ segment }: RandomRun): number[] {
  if (segment.count("RUNNING") === segment.heldCount) return [];
  return [...segment.entries]
    .filter(([, entry]) => entry.state === "RUNNING" && entry.deferred)
    .map(([number]) => number);
}

/** Brings the next outcome of a task that runs, by its token or, deferred, by its id; often twice. */
function finishOne(run: RandomRun): void {
  const { random, segment } = run;
  const numbers = running(run);
  if (numbers.length === 0) {
    if (segment.flow.state === "SUSPENDED") run.decide({ kind: "resume", requestDigest: "", reason: "" });
    else wait(run);
    return;
  }
  const number = random.pick(numbers);
  const entry = segment.entry(number);
  const task = taskOf(run, number);
  const token = entry?.deferred !== undefined && random.chance(0.5) ? undefined : entry?.claim?.token;
  const tries = entry?.tries ?? 0;
  completeTwice(run, task, scriptedOutcome(task, tries), token);
  if (token !== undefined && random.chance(0.1)) expectStaleRefused(run, task, token);
}

function completeTwice(run: RandomRun, task: GraphTask, outcome: ScriptedOutcome, token: string | undefined): void {
  const tries = run.model.tries.get(task.name) ?? 0;
  const command: Complete = {
    kind: "complete",
    taskId: task.name,
    ...(token !== undefined && { token }),
    requestId: `${task.name}/${run.segment.version}/${tries}/${token ?? "-"}`,
    outcome: outcomeOf(outcome, tries),
  };
  run.model.complete(task, outcome);
  const first = run.decide(command);
  expectQuickly(first.kind === "accepted" && !first.answer.replayed, first);
  if (!run.random.chance(0.3)) return;
  const { requestId, ...anonymous } = command;
  const again = run.decide(token !== undefined && run.random.chance(0.5) ? anonymous : command);
  expectQuickly(again.kind === "accepted" && again.changes.length === 0 && again.answer.replayed, again);
  expectQuickly(readyOf(again).join() === readyOf(first).join(), again);
}

/** An expectation that costs nothing where it holds: there are hundreds of thousands of them. */
function expectQuickly(holds: boolean, decision: Decision): void {
  if (!holds) expect.fail(`not as it must be: ${JSON.stringify(decision).slice(0, 2000)}`);
}

function readyOf(decision: Decision): number[] {
  return decision.kind === "accepted" ? decision.answer.ready.map((view) => view.node) : [];
}

/** The attempt has an outcome: another one is refused, for ever. */
function expectStaleRefused(run: RandomRun, { name }: GraphTask, token: string): void {
  const outcome = outcomeOf("result", -1);
  const decision = run.decide({ kind: "complete", taskId: name, token, outcome });
  expectQuickly(decision.kind === "refused" && decision.refusal.reason === "ALREADY_COMPLETED", decision);
}

function release(run: RandomRun): void {
  const { segment, random } = run;
  const numbers = running(run).filter((number) => segment.entry(number)?.claim !== undefined);
  if (numbers.length === 0) return;
  const number = random.pick(numbers);
  const token = segment.entry(number)?.claim?.token ?? "";
  const { name } = taskOf(run, number);
  run.model.giveBack(name);
  run.decide({ kind: "release", taskId: name, token, delayMs: random.chance(0.2) ? 5 : 0 });
  const late = run.decide({ kind: "complete", taskId: name, token, outcome: outcomeOf("result", -1) });
  expectQuickly(late.kind === "refused" && late.refusal.reason === "CLAIM_SUPERSEDED", late);
}

function defer(run: RandomRun): void {
  const { segment, random } = run;
  const numbers = running(run).filter((number) => openClaim(segment.entry(number)) !== undefined);
  if (numbers.length === 0) return;
  const number = random.pick(numbers);
  const token = openClaim(segment.entry(number))?.token ?? "";
  const { name } = taskOf(run, number);
  if (segment.flow.state === "CANCELLING") run.model.giveBack(name);
  run.decide({ kind: "complete", taskId: name, token, outcome: { kind: "deferred" } });
}

/** Nobody waits for outsiders once a flow is cancelled: to the model they give their tasks back. */
function cancelDeferred(run: RandomRun): void {
  for (const number of deferredTasks(run)) run.model.giveBack(taskOf(run, number).name);
}

/** An outsider completes what was never claimed in this try. */
function takeUnclaimed(run: RandomRun): void {
  const { segment, random } = run;
  const numbers = readyNodes(segment).filter((number) => {
    const entry = segment.entry(number);
    return entry?.claim === undefined && entry?.history?.at(-1)?.end !== "RELEASED";
  });
  if (numbers.length === 0) return;
  const task = taskOf(run, random.pick(numbers));
  run.model.claim(task.name);
  completeTwice(run, task, scriptedOutcome(task, run.model.tries.get(task.name) ?? 0), undefined);
}

function taskOf(run: RandomRun, number: number): GraphTask {
  const task = run.byName.get(run.segment.node(number).task.name);
  if (task === undefined) throw new Error(`no task ${number}`);
  return task;
}

function outcomeOf(outcome: ScriptedOutcome, tries: number): Outcome {
  const digest = `${outcome}/${tries}`;
  if (outcome === "result") return { kind: "result", result: { contentType: "", size: 0 }, digest };
  if (outcome === "cancelled") return { kind: "cancelled", message: "", digest };
  return { kind: "failure", failure: { type: "E", message: "", retryable: true }, digest };
}
