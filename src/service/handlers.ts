/**
 * The table of the service: a handler for each RPC.
 */
import type { LazyEngine } from "#gen/lazyengine/v1/index.js";
import type { Handlers } from "./call.js";
import { cancelFlow } from "./cancel-flow.js";
import { deleteFlow } from "./delete-flow.js";
import { deleteSchedule } from "./delete-schedule.js";
import { endFlow } from "./end-flow.js";
import { executeTasks } from "./execute-tasks.js";
import { explainTask } from "./explain-task.js";
import { getDefinition } from "./get-definition.js";
import { getFlowDetails } from "./get-flow-details.js";
import { getRetention } from "./get-retention.js";
import { getSchedule } from "./get-schedule.js";
import { getServerInfo } from "./get-server-info.js";
import { importDefinition } from "./import-definition.js";
import { keepSession } from "./keep-session.js";
import { listConcurrencyKeys } from "./list-concurrency-keys.js";
import { listDefinitions } from "./list-definitions.js";
import { listFlows } from "./list-flows.js";
import { listQueues } from "./list-queues.js";
import { listSchedules } from "./list-schedules.js";
import { pauseSchedule } from "./pause-schedule.js";
import { pollReadyTasks } from "./poll-ready-tasks.js";
import { putDefinition } from "./put-definition.js";
import { putSchedule } from "./put-schedule.js";
import { releaseTasks } from "./release-tasks.js";
import { reportProgress } from "./report-progress.js";
import { resumeFlow } from "./resume-flow.js";
import { resumeSchedule } from "./resume-schedule.js";
import { retryFlow } from "./retry-flow.js";
import { revertFlow } from "./revert-flow.js";
import { run } from "./run.js";
import type { Service } from "./service.js";
import { setRetention } from "./set-retention.js";
import { simulateFlow } from "./simulate-flow.js";
import { skipTask } from "./skip-task.js";
import { suspendFlow } from "./suspend-flow.js";
import { taskComplete } from "./task-complete.js";
import { taskCompleteBatch } from "./task-complete-batch.js";
import { triggerSchedule } from "./trigger-schedule.js";
import { updateConcurrencyKey } from "./update-concurrency-key.js";
import { updateQueue } from "./update-queue.js";
import { watchFlow } from "./watch-flow.js";
import { watchReadyTasks } from "./watch-ready-tasks.js";

export function createHandlers(service: Service): Handlers<typeof LazyEngine> {
  return {
    run: run(service),
    taskComplete: taskComplete(service),
    taskCompleteBatch: taskCompleteBatch(service),
    watchReadyTasks: watchReadyTasks(service),
    executeTasks: executeTasks(service),
    keepSession: keepSession(service),
    releaseTasks: releaseTasks(service),
    pollReadyTasks: pollReadyTasks(service),
    reportProgress: reportProgress(service),
    getFlowDetails: getFlowDetails(service),
    explainTask: explainTask(service),
    listFlows: listFlows(service),
    listQueues: listQueues(service),
    updateQueue: updateQueue(service),
    listConcurrencyKeys: listConcurrencyKeys(service),
    updateConcurrencyKey: updateConcurrencyKey(service),
    watchFlow: watchFlow(service),
    simulateFlow: simulateFlow(service),
    suspendFlow: suspendFlow(service),
    resumeFlow: resumeFlow(service),
    cancelFlow: cancelFlow(service),
    revertFlow: revertFlow(service),
    endFlow: endFlow(service),
    retryFlow: retryFlow(service),
    skipTask: skipTask(service),
    deleteFlow: deleteFlow(service),
    putDefinition: putDefinition(service),
    importDefinition: importDefinition(service),
    getDefinition: getDefinition(service),
    listDefinitions: listDefinitions(service),
    getRetention: getRetention(service),
    setRetention: setRetention(service),
    putSchedule: putSchedule(service),
    getSchedule: getSchedule(service),
    listSchedules: listSchedules(service),
    pauseSchedule: pauseSchedule(service),
    resumeSchedule: resumeSchedule(service),
    triggerSchedule: triggerSchedule(service),
    deleteSchedule: deleteSchedule(service),
    getServerInfo: getServerInfo(service),
  };
}
