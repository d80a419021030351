/**
 * All topics of the contract.
 */
import type { Topic } from "../world.js";
import { batch } from "./batch.js";
import { cancelAndDelete } from "./cancel-and-delete.js";
import { computed } from "./computed.js";
import { computedLists } from "./computed-lists.js";
import { concurrencyKeys } from "./concurrency-keys.js";
import { decisions } from "./decisions.js";
import { definitions } from "./definitions.js";
import { delays } from "./delays.js";
import { edges } from "./edges.js";
import { endFlow } from "./end-flow.js";
import { executeTasks } from "./execute-tasks.js";
import { explainTask } from "./explain-task.js";
import { expressions } from "./expressions.js";
import { failureModes } from "./failure-modes.js";
import { fencing } from "./fencing.js";
import { forEach } from "./for-each.js";
import { getFlowDetails } from "./get-flow-details.js";
import { idempotency } from "./idempotency.js";
import { limits } from "./limits.js";
import { listFlows } from "./list-flows.js";
import { longLists } from "./long-lists.js";
import { nestedFlows } from "./nested-flows.js";
import { offering } from "./offering.js";
import { outsidersAndDeferral } from "./outsiders-and-deferral.js";
import { payloads } from "./payloads.js";
import { pollReadyTasks } from "./poll-ready-tasks.js";
import { progress } from "./progress.js";
import { queues } from "./queues.js";
import { reopenedScopes } from "./reopened-scopes.js";
import { reopenedWithin } from "./reopened-within.js";
import { retention } from "./retention.js";
import { retry } from "./retry.js";
import { retryAndSkip } from "./retry-and-skip.js";
import { reverts } from "./reverts.js";
import { run } from "./run.js";
import { schedules } from "./schedules.js";
import { scopes } from "./scopes.js";
import { sessions } from "./sessions.js";
import { simulateFlow } from "./simulate-flow.js";
import { snapshots } from "./snapshots.js";
import { suspendAndResume } from "./suspend-and-resume.js";
import { taskComplete } from "./task-complete.js";
import { timeouts } from "./timeouts.js";
import { watchFlow } from "./watch-flow.js";
import { watchNamespace } from "./watch-namespace.js";

export const TOPICS: Readonly<Record<string, Topic>> = {
  Run: run,
  TaskComplete: taskComplete,
  TaskCompleteBatch: batch,
  idempotency,
  fencing,
  "outsiders and deferral": outsidersAndDeferral,
  delays,
  retry,
  timeouts,
  "failure modes": failureModes,
  edges,
  decisions,
  scopes,
  reverts,
  "for each": forEach,
  "computed lists": computedLists,
  "nested flows": nestedFlows,
  snapshots,
  expressions,
  computed,
  sessions,
  offering,
  ExecuteTasks: executeTasks,
  PollReadyTasks: pollReadyTasks,
  ReportProgress: progress,
  GetFlowDetails: getFlowDetails,
  ExplainTask: explainTask,
  SimulateFlow: simulateFlow,
  ListFlows: listFlows,
  WatchFlow: watchFlow,
  "WatchFlow of a namespace": watchNamespace,
  queues,
  "concurrency keys": concurrencyKeys,
  definitions,
  schedules,
  retention,
  payloads,
  limits,
  "suspend and resume": suspendAndResume,
  "cancel and delete": cancelAndDelete,
  EndFlow: endFlow,
  "RetryFlow and SkipTask": retryAndSkip,
  "reopened scopes": reopenedScopes,
  "reopened flows within others": reopenedWithin,
};

/** What takes so much of a process that others' times would suffer: one test after the other, when those are done. */
export const LARGE_TOPICS: Readonly<Record<string, Topic>> = { "long lists": longLists };
