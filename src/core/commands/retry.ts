/**
 * Retry: tasks that failed are run again, or begin anew with all that lies behind them. A flow that has ended goes on.
 */
import type { RetryFlow } from "../command.js";
import { accepted, itemMeant, refused, taskNotFound } from "../decide/answers.js";
import type { Draft } from "../decide/draft.js";
import { comingBack } from "../decide/reopen/coming-back.js";
import { allFailed, cutOff, hasRun } from "../decide/reopen/failed-tasks.js";
import { goOn, type Plan } from "../decide/reopen/go-on.js";
import { behind } from "../decide/reopen/reset.js";
import { settle } from "../decide/settle.js";
import type { Decision } from "../decision.js";
import type { Segment } from "../state/segment.js";
import { controlDecided, withRequest } from "./control.js";

export function retry(draft: Draft, command: RetryFlow): Decision {
  const decided = controlDecided(draft, command, false);
  if (decided !== undefined) return decided;
  if (draft.flow.reversion !== undefined) {
    const message = "a failure was put to a controller, or tasks are undone: that is not taken back";
    return refused("UNSUPPORTED", message, { state: draft.flow.state });
  }
  const { segment, flow } = draft;
  const { tasks, input } = command;
  const named = tasks?.map((taskId) => segment.numberOf(taskId));
  const unknown = named?.indexOf(undefined) ?? -1;
  if (unknown >= 0) return taskNotFound(tasks?.[unknown] ?? "");
  const chosen = named?.filter((number) => number !== undefined);
  const item = chosen?.findIndex((number) => draft.entry(number)?.each !== undefined) ?? -1;
  if (item >= 0) return itemMeant(draft, chosen?.[item] ?? 0, `tasks[${item}]`, "run again");
  const plan = command.reset ? resetPlan(segment, chosen) : retryPlan(segment, chosen);
  if ("fault" in plan) return refused("NOT_RETRYABLE", plan.fault, { state: flow.state, ...plan.metadata });
  goOn(draft, plan, { ...withRequest(draft, command), ...(input !== undefined && { input }) });
  settle(draft);
  return accepted(draft);
}

interface Fault {
  readonly fault: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

function retryPlan(segment: Segment, chosen: readonly number[] | undefined): Plan | Fault {
  const failed = chosen ?? allFailed(segment);
  const ran = failed.filter((number) => {
    const entry = segment.entry(number);
    return entry !== undefined && hasRun(entry) && (entry.state === "FAILED" || entry.state === "CANCELLED");
  });
  const again = new Set([...ran, ...cutOff(segment)]);
  const back = comingBack(segment, { again });
  const returning = new Set(back);
  const left = failed.find((number) => !again.has(number) && !returning.has(number));
  if (left !== undefined) {
    const [taskId, state] = [segment.taskId(left), segment.stateOf(left)];
    return {
      fault: `task ${taskId} is ${state}: nothing of it can be run again`,
      metadata: { task_id: taskId, state },
    };
  }
  if (again.size + back.length === 0) return { fault: "no task of the flow has failed" };
  return { again, back };
}

function resetPlan(segment: Segment, chosen: readonly number[] = segment.definition.roots): Plan | Fault {
  const idle = chosen.find((number) => {
    const entry = segment.entry(number);
    return (
      number >= segment.definition.nodes.length || entry === undefined || !(hasRun(entry) || isRoot(segment, number))
    );
  });
  if (idle !== undefined) {
    const [taskId, state] = [segment.taskId(idle), segment.stateOf(idle)];
    return { fault: `task ${taskId} is ${state}: it cannot begin anew`, metadata: { task_id: taskId, state } };
  }
  const reset = behind(segment, chosen);
  const repeated = [...reset].find((node) => (segment.control?.further(node).length ?? 0) > 0);
  if (repeated !== undefined) {
    const taskId = segment.taskId(repeated);
    return { fault: `task ${taskId} has run more than once: it cannot begin anew`, metadata: { task_id: taskId } };
  }
  const again = new Set(cutOff(segment).filter((number) => !reset.has(number)));
  const back = comingBack(segment, { again: new Set([...again, ...reset]) }).filter((node) => !reset.has(node));
  return { again, back, reset, begins: [...reset].filter((node) => chosen.includes(node)) };
}

function isRoot(segment: Segment, number: number): boolean {
  return segment.node(number).dependencies.length === 0;
}
