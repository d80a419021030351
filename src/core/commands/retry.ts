/**
 * Retry: tasks that failed are run again, or begin anew with all that lies behind them. A flow that has ended goes on.
 */
import type { RetryFlow } from "../command.js";
import { accepted, awaitingConsent, itemMeant, refused, taskNotFound } from "../decide/answers.js";
import type { Draft } from "../decide/draft.js";
import { comingBack } from "../decide/reopen/coming-back.js";
import { consented, hasConsent } from "../decide/reopen/consent.js";
import { allFailed, cutOff, hasRun } from "../decide/reopen/failed-tasks.js";
import { goOn, type Plan } from "../decide/reopen/go-on.js";
import { behind, first } from "../decide/reopen/reset.js";
import { isOf, type UndoneFault, undoneFault, undoneNodes } from "../decide/reopen/undone.js";
import { settle } from "../decide/settle.js";
import type { Decision } from "../decision.js";
import { ownerOfItem } from "../state/list-members.js";
import type { Segment } from "../state/segment.js";
import { controlDecided, withRequest } from "./control.js";
import { retryAcross } from "./reopen-across.js";

export function retry(draft: Draft, command: RetryFlow): Decision {
  const decided = controlDecided(draft, command, false);
  if (decided !== undefined) return decided;
  if (draft.segment.isPart) return retryAcross(draft, command);
  const { segment, flow } = draft;
  const { tasks, input, items } = command;
  const named = tasks?.map((taskId) => segment.numberOf(taskId));
  const unknown = named?.indexOf(undefined) ?? -1;
  if (unknown >= 0) return taskNotFound(tasks?.[unknown] ?? "");
  const chosen = named?.filter((number) => number !== undefined);
  const item = chosen?.findIndex((number) => ownerOfItem(segment, number) !== undefined) ?? -1;
  if (item >= 0) return itemMeant(draft, chosen?.[item] ?? 0, `tasks[${item}]`, "run again");
  const plan = command.reset ? resetPlan(segment, chosen) : retryPlan(segment, chosen);
  if ("fault" in plan) {
    return refused(plan.reason ?? "NOT_RETRYABLE", plan.fault, { state: flow.state, ...plan.metadata });
  }
  if (!hasConsent(draft, command.consent)) return awaitingConsent(draft);
  goOn(draft, items === undefined ? plan : { ...plan, items }, {
    ...withRequest(draft, command),
    ...(input !== undefined && { input }),
  });
  consented(draft, command.consent);
  settle(draft);
  return accepted(draft);
}

interface Fault {
  readonly fault: string;
  /** Default NOT_RETRYABLE. */
  readonly reason?: "FLOW_REVERTING";
  readonly metadata?: Readonly<Record<string, string>>;
}

function retryPlan(segment: Segment, chosen: readonly number[] | undefined): Plan | Fault {
  const standing = undoneFault(segment);
  if (standing !== undefined) return revertingFault(segment, standing);
  const undone = undoneNodes(segment);
  const isUndone = (number: number) => isOf(segment, undone, number);
  const taken = chosen?.find(isUndone);
  if (taken !== undefined) {
    const fault = `task ${segment.taskId(taken)} is undone with its scope: it can only begin anew with that, by reset`;
    return revertingFault(segment, { fault, number: taken });
  }
  const failed = chosen ?? allFailed(segment).filter((number) => !isUndone(number));
  const ran = failed.filter((number) => {
    const entry = segment.entry(number);
    return entry !== undefined && hasRun(entry) && (entry.state === "FAILED" || entry.state === "CANCELLED");
  });
  const again = new Set([...ran, ...cutOff(segment).filter((number) => !isUndone(number))]);
  const back = comingBack(segment, { again }, undone);
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

function revertingFault(segment: Segment, { fault, number }: UndoneFault): Fault {
  const about = number !== undefined && { metadata: { task_id: segment.taskId(number) } };
  return { fault, reason: "FLOW_REVERTING", ...about };
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
  const standing = undoneFault(segment, reset);
  if (standing !== undefined) return revertingFault(segment, standing);
  const undone = undoneNodes(segment, reset);
  const again = new Set(cutOff(segment).filter((number) => !reset.has(number) && !isOf(segment, undone, number)));
  const reopened = { again: new Set([...again, ...reset]) };
  const back = comingBack(segment, reopened, undone).filter((node) => !reset.has(node));
  return { again, back, reset, begins: first(segment, chosen) };
}

function isRoot(segment: Segment, number: number): boolean {
  return segment.node(number).dependencies.length === 0;
}
