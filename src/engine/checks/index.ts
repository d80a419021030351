/**
 * The checks that every call of the engine begins with, so that the embedded engine refuses what the server refuses.
 */
export { checkListConcurrencyKeys, checkUpdateConcurrencyKey } from "./concurrency-keys.js";
export {
  checkCancelFlow,
  checkControl,
  checkDeleteFlow,
  checkEndFlow,
  checkResumeFlow,
  checkRetryFlow,
  checkSkipTask,
} from "./control.js";
export { checkImport, checkImportEnd, checkImported, checkPutDefinition } from "./definitions.js";
export { namespaceMeant } from "./identifiers.js";
export { checkListQueues, checkPauseEnd, checkUpdateQueue } from "./queues.js";
export {
  checkExplainTask,
  checkGetDefinition,
  checkGetFlowDetails,
  checkListDefinitions,
  checkListFlows,
  checkNamespaceAlone,
  checkWatchFlow,
} from "./reads.js";
export { checkSetRetention } from "./retention.js";
export { type Checked, type CheckedRun, checkRun, flowLabels } from "./run.js";
export {
  type CheckedPut as CheckedPutSchedule,
  checkListSchedules,
  checkPutSchedule,
  checkSchedule,
  checkTriggerSchedule,
} from "./schedules.js";
export {
  checkClaim,
  checkCredit,
  checkKeepSession,
  checkPollReadyTasks,
  checkProgressItem,
  checkReleaseTasks,
  checkReportProgress,
  checkSession,
} from "./sessions.js";
export { checkSimulated, checkSimulateFlow } from "./simulation.js";
export { checkBatch, checkTaskComplete, checkTaskCompleteBatch } from "./task-complete.js";
