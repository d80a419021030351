/**
 * What callers may do, in five verbs, and which of them each call of the contract takes.
 */
import type { LazyEngine } from "#gen/lazyengine/v1/index.js";

/**
 * `run`: start flows, store definitions and schedules. `complete`: record what became of tasks. `watch`: be offered tasks
 * and claim them. `read`: look at flows, queues, concurrency keys, definitions and schedules. `admin`: control and delete flows and schedules
 * that are there, set queues and concurrency keys.
 */
export const VERBS = ["run", "complete", "watch", "read", "admin"] as const;

export type Verb = (typeof VERBS)[number];

/** All verbs that a call takes, of the namespace that its request names. A call that the table lacks does not compile. */
export const VERBS_OF_METHODS: Readonly<Record<keyof typeof LazyEngine.method, readonly Verb[]>> = {
  // With REPLACE also `admin`: the handler asks for it.
  run: ["run"],
  putDefinition: ["run"],
  importDefinition: ["run"],
  putSchedule: ["run"],
  triggerSchedule: ["run"],
  taskComplete: ["complete"],
  taskCompleteBatch: ["complete"],
  reportProgress: ["complete"],
  releaseTasks: ["complete"],
  watchReadyTasks: ["watch"],
  pollReadyTasks: ["watch"],
  executeTasks: ["watch", "complete"],
  // With progress also `complete`: the handler asks for it.
  keepSession: ["watch"],
  getFlowDetails: ["read"],
  explainTask: ["read"],
  listFlows: ["read"],
  listQueues: ["read"],
  listConcurrencyKeys: ["read"],
  watchFlow: ["read"],
  simulateFlow: ["read"],
  getDefinition: ["read"],
  listDefinitions: ["read"],
  updateQueue: ["admin"],
  updateConcurrencyKey: ["admin"],
  getSchedule: ["read"],
  getRetention: ["read"],
  listSchedules: ["read"],
  suspendFlow: ["admin"],
  resumeFlow: ["admin"],
  cancelFlow: ["admin"],
  revertFlow: ["admin"],
  endFlow: ["admin"],
  retryFlow: ["admin"],
  skipTask: ["admin"],
  deleteFlow: ["admin"],
  setRetention: ["admin"],
  pauseSchedule: ["admin"],
  resumeSchedule: ["admin"],
  deleteSchedule: ["admin"],
  // Tells nothing of any namespace: whoever is let in may ask.
  getServerInfo: [],
};
