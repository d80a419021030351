/**
 * What the flows of a namespace say of queues and sessions: what waits, since when, and who holds what. There is no call
 * that tells of sessions themselves, and ListQueues tells of queues without what is delayed or suspended: a queue on which
 * nothing waits or runs, and a session that holds nothing, are not known of.
 */
import pLimit from "p-limit";
import type { Client } from "../client/client.js";
import type { CallOptions } from "../client/message-calls.js";
import type { Flow, FlowState, TaskDetails, TaskState } from "../client/values.js";

export interface QueueWork {
  readonly queue: string;
  /** Offered, and not claimed. */
  readonly ready: number;
  /** When the oldest of those was offered. */
  readonly readySinceTime?: number;
  /** Would be offered, were their flows not suspended. */
  readonly suspended: number;
  /** Wait for their time: a delay, or another try. */
  readonly delayed: number;
  /** Claimed or deferred. */
  readonly running: number;
}

export interface SessionWork {
  readonly sessionId: string;
  readonly workerId: string;
  readonly holds: number;
  /** When the oldest of the tasks that it holds was first claimed. */
  readonly holdsSinceTime?: number;
  readonly queues: readonly string[];
}

export interface WorkUnderWay {
  readonly queues: readonly QueueWork[];
  readonly sessions: readonly SessionWork[];
  readonly flows: number;
  /** There are more flows under way than were read: all above counts only those that were, or that changed since. */
  readonly moreFlows: boolean;
}

interface KnownFlow {
  flow: Flow;
  readonly tasks: Map<string, TaskDetails>;
}

const UNDER_WAY: readonly FlowState[] = ["RUNNING", "SUSPENDING", "SUSPENDED", "CANCELLING", "REVERTING"];
const OPEN: readonly TaskState[] = ["READY", "DELAYED", "RUNNING", "PAUSED", "REVERTING"];
const PAGE_SIZE = 1000;
const CALLS_AT_ONCE = 8;

export class WorkOfFlows {
  readonly #flows = new Map<string, KnownFlow>();
  #moreFlows = false;

  /** Reads the newest flows that are under way, at most so many. */
  async read(client: Client, atMost: number, call: CallOptions): Promise<void> {
    const flows: Flow[] = [];
    let pageToken = "";
    do {
      const pageSize = Math.min(PAGE_SIZE, atMost - flows.length);
      const page = await client.listFlows({ states: UNDER_WAY, pageSize, pageToken, ...call });
      flows.push(...page.flows);
      pageToken = page.nextPageToken;
    } while (pageToken !== "" && flows.length < atMost);
    this.#moreFlows = pageToken !== "";
    const limit = pLimit(CALLS_AT_ONCE);
    await Promise.all(flows.map((flow) => limit(() => this.#readTasks(client, flow.flowId, call))));
  }

  async #readTasks(client: Client, flowId: string, call: CallOptions): Promise<void> {
    for (let pageToken = ""; ; ) {
      const options = { view: "TASKS", states: OPEN, pageSize: PAGE_SIZE, pageToken } as const;
      const page = await client.getFlowDetails(flowId, { ...options, ...call });
      this.update(page.flow, page.tasks);
      pageToken = page.nextPageToken;
      if (pageToken === "") return;
    }
  }

  /** The latest state of a flow, and of those of its tasks that changed. */
  update(flow: Flow, tasks: readonly TaskDetails[]): void {
    if (!UNDER_WAY.includes(flow.state)) {
      this.#flows.delete(flow.flowId);
      return;
    }
    const known = this.#flows.get(flow.flowId) ?? { flow, tasks: new Map<string, TaskDetails>() };
    known.flow = flow;
    this.#flows.set(flow.flowId, known);
    for (const task of tasks) {
      if (OPEN.includes(task.state)) known.tasks.set(task.taskId, task);
      else known.tasks.delete(task.taskId);
    }
  }

  remove(flowId: string): void {
    this.#flows.delete(flowId);
  }

  /** What has waited longest first, then what runs most. */
  now(): WorkUnderWay {
    const queues = new Map<string, QueueWork>();
    const sessions = new Map<string, SessionWork>();
    for (const { flow, tasks } of this.#flows.values()) {
      for (const task of tasks.values()) {
        // Neither a no-op nor a nested flow is on a queue.
        if (task.queue !== "") queues.set(task.queue, withTask(queues.get(task.queue), task, flow));
        if (isHeld(task)) sessions.set(task.sessionId, withHeld(sessions.get(task.sessionId), task));
      }
    }
    return {
      queues: [...queues.values()].sort(
        (a, b) => age(a.readySinceTime) - age(b.readySinceTime) || b.running - a.running,
      ),
      sessions: [...sessions.values()].sort((a, b) => b.holds - a.holds || (a.sessionId < b.sessionId ? -1 : 1)),
      flows: this.#flows.size,
      moreFlows: this.#moreFlows,
    };
  }
}

function withTask(before: QueueWork | undefined, { queue, state, readyTime }: TaskDetails, flow: Flow): QueueWork {
  const work = before ?? { queue, ready: 0, suspended: 0, delayed: 0, running: 0 };
  if (state === "DELAYED") return { ...work, delayed: work.delayed + 1 };
  if (state !== "READY") return { ...work, running: work.running + 1 };
  if (flow.state === "SUSPENDED" || flow.state === "SUSPENDING") return { ...work, suspended: work.suspended + 1 };
  const since = Math.min(age(work.readySinceTime), age(readyTime));
  return { ...work, ready: work.ready + 1, ...(Number.isFinite(since) && { readySinceTime: since }) };
}

function isHeld({ state, deferred, sessionId }: TaskDetails): boolean {
  return sessionId !== "" && !deferred && (state === "RUNNING" || state === "REVERTING");
}

function withHeld(before: SessionWork | undefined, task: TaskDetails): SessionWork {
  const { sessionId, workerId, queue, startTime } = task;
  const work = before ?? { sessionId, workerId, holds: 0, queues: [] };
  const since = Math.min(age(work.holdsSinceTime), age(startTime));
  return {
    ...work,
    holds: work.holds + 1,
    queues: work.queues.includes(queue) ? work.queues : [...work.queues, queue],
    ...(Number.isFinite(since) && { holdsSinceTime: since }),
  };
}

/** So that what has no moment comes last. */
function age(moment: number | undefined): number {
  return moment ?? Number.POSITIVE_INFINITY;
}
