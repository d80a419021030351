/**
 * Skip: a task that has not succeeded is SKIPPED, and its edges on skip fire. A flow that has ended goes on.
 */
import type { SkipTask } from "../command.js";
import { accepted, awaitingConsent, itemMeant, refused, taskNotFound } from "../decide/answers.js";
import type { Draft } from "../decide/draft.js";
import { comingBack } from "../decide/reopen/coming-back.js";
import { consented, hasConsent } from "../decide/reopen/consent.js";
import { cutOff } from "../decide/reopen/failed-tasks.js";
import { goOn } from "../decide/reopen/go-on.js";
import { isOf, undoneFault, undoneNodes } from "../decide/reopen/undone.js";
import { settle } from "../decide/settle.js";
import type { Decision } from "../decision.js";
import { ownerOfItem } from "../state/list-members.js";
import type { Segment } from "../state/segment.js";
import { controlDecided, withRequest } from "./control.js";
import { skipAcross } from "./reopen-across.js";

export function skip(draft: Draft, command: SkipTask): Decision {
  const { segment } = draft;
  const { taskId } = command;
  if (segment.isPart) return controlDecided(draft, command, command.standing === true) ?? skipAcross(draft, command);
  const number = segment.numberOf(taskId);
  if (number === undefined) return taskNotFound(taskId);
  const entry = draft.entry(number);
  if (ownerOfItem(draft.segment, number) !== undefined) return itemMeant(draft, number, "task_id", "skipped");
  const standing = entry?.state === "SKIPPED" || entry?.evaluation?.skips === true;
  const decided = controlDecided(draft, command, standing) ?? refusalOf(draft, number, taskId);
  if (decided !== undefined) return decided;
  if (!hasConsent(draft, command.consent)) return awaitingConsent(draft);
  const undone = undoneNodes(segment);
  const again = new Set(cutOff(segment).filter((other) => other !== number && !isOf(segment, undone, other)));
  const reopened = { again, skipped: number };
  goOn(draft, { ...reopened, back: comingBack(segment, reopened, undone) }, withRequest(draft, command));
  consented(draft, command.consent);
  settle(draft);
  return accepted(draft);
}

/** Why it is not skipped for what is undone in the flow. */
function undoneOf(segment: Segment, number: number): string | undefined {
  const standing = undoneFault(segment)?.fault;
  if (standing !== undefined || !isOf(segment, undoneNodes(segment), number)) return standing;
  return `task ${segment.taskId(number)} is undone with its scope: it is not skipped`;
}

function refusalOf(draft: Draft, number: number, taskId: string): Decision | undefined {
  const { segment, flow } = draft;
  const state = segment.stateOf(number);
  const metadata = { task_id: taskId, state };
  if (state === "SUCCEEDED") return refused("TASK_CLOSED", `task ${taskId} has SUCCEEDED: it is not skipped`, metadata);
  const undone = undoneOf(segment, number);
  if (undone !== undefined) return refused("FLOW_REVERTING", undone, { state: flow.state, task_id: taskId });
  if (flow.startTime === undefined && segment.entry(number) === undefined) {
    return refused("TASK_NOT_READY", `task ${taskId} is ${state}: the flow has not begun`, metadata);
  }
  if (segment.entry(number)?.evaluation?.phase === "END") {
    return refused("TASK_NOT_READY", `task ${taskId} waits for the decision about its END`, metadata);
  }
  const control = segment.definition.control?.nodes[number];
  const isTriggered = state === "PENDING" && control !== undefined && control.join === undefined;
  if (isTriggered && control.sources.length > 0) {
    return refused("TASK_NOT_READY", `task ${taskId} has not begun: each edge that fires is a run of it`, metadata);
  }
  return undefined;
}
