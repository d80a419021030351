/**
 * PollReadyTasks: claims a batch for a session without a stream, waiting for the first task if asked to. Such a session
 * has no owner: any process claims for it, and each poll moves its expiry.
 */
import { LIMITS } from "../../core/limits.js";
import { openClaim } from "../../core/state/segment.js";
import { offersFrom } from "../../core/state/waiting-heads.js";
import type { WaitingHead } from "../../store/segment-store.js";
import type { SessionRecord } from "../../store/session-store.js";
import { StoreUnavailable } from "../../store/store-errors.js";
import { checkPollReadyTasks } from "../checks/index.js";
import type { Backlog } from "../dispatch/backlog.js";
import { giveBack } from "../dispatch/give-back.js";
import { deliveryOf } from "../dispatch/ready-task.js";
import type { CallContext, PollReadyTasksResponse } from "../engine.js";
import { EngineError } from "../engine-error.js";
import type { Machinery } from "../machinery.js";
import type { PollReadyTasksRequest } from "../requests.js";
import { sessionNotFound } from "../sessions/open-session.js";
import { openStored } from "../sessions/stored-segments.js";
import { checkWantedFlow } from "../sessions/wanted-flow.js";
import { wantedQueues } from "../sessions/wanted-queues.js";
import type { ReadyTask } from "../values.js";
import { throwIfAborted, Wakeup } from "../waiting.js";
import { assembled, type Batch, claimBatch } from "./claim-batch.js";
import { Room } from "./room.js";

const LOOK_INTERVAL_MS = 1_000;

type Poll = ReturnType<typeof checkPollReadyTasks>;

/** Throws SESSION_NOT_FOUND where the id is another caller's, SESSION_HAS_STREAM, and FLOW_NOT_FOUND for `flowId`. */
export async function pollReadyTasks(
  machinery: Machinery,
  request: PollReadyTasksRequest,
  call: CallContext = {},
): Promise<PollReadyTasksResponse> {
  const { deadline = Number.POSITIVE_INFINITY } = call;
  const poll = checkPollReadyTasks(request, deadline - machinery.environment.monotonic());
  await checkWantedFlow(machinery, poll);
  const session = await openWithoutStream(machinery, poll, call.principal ?? "", request.leaseMs);
  const room = new Room(LIMITS.pageBytes);
  const held = poll.includeHeld === true ? await heldTasks(machinery, session, room) : [];
  const wakeup = new Wakeup();
  // Used in the very turn in which they are looked up: those that nobody uses are forgotten.
  const backlogs = wantedQueues(poll).map((queue) =>
    machinery.sessions.backlog(poll.namespace, queue, poll.flowId ?? ""),
  );
  for (const { waiters } of backlogs) waiters.add(wakeup.wake);
  try {
    const { tasks, heads } = await claimUntil(machinery, poll, session, backlogs, { wakeup, room }, held.length, call);
    return { sessionId: session.session, tasks: [...held, ...tasks], backlog: waitingIn(machinery, heads) };
  } finally {
    for (const backlog of backlogs) {
      backlog.waiters.delete(wakeup.wake);
      machinery.sessions.forgetIfUnused(backlog);
    }
  }
}

async function openWithoutStream(
  machinery: Machinery,
  poll: Poll,
  principal: string,
  askedLeaseMs: number | undefined,
): Promise<SessionRecord> {
  const { namespace, workerId = "", leaseMs } = poll;
  const { sessions } = machinery.store;
  const given = poll.sessionId ?? "";
  let isNew = true;
  if (given !== "") {
    // The common case costs no epoch: it lives and has no stream.
    const key = { namespace, session: given };
    const renewed = await sessions.renew(key, principal);
    if (renewed !== undefined && renewed.leaseMs === (askedLeaseMs ?? renewed.leaseMs)) return renewed;
    const [record] = renewed === undefined ? await sessions.read([key]) : [renewed];
    const isStreamed = record?.state === "LIVE" && record.owner !== undefined;
    if (isStreamed && record.principal === principal) throw sessionHasStream(given);
    isNew = record === undefined;
  }
  const session = given === "" ? machinery.environment.uniqueId() : given;
  const { queues } = poll;
  const opened = await sessions.open({ namespace, session, isNew, principal, worker: workerId, queues, leaseMs });
  if (opened === undefined) throw sessionNotFound(namespace, session);
  return opened.record;
}

function sessionHasStream(sessionId: string): EngineError {
  return new EngineError("SESSION_HAS_STREAM", `session ${sessionId} has a stream: its tasks are pushed`, {
    metadata: { session_id: sessionId },
  });
}

/** Claims what waits; where nothing does, looks again at each hint until the wait is over. */
async function claimUntil(
  machinery: Machinery,
  poll: Poll,
  opened: SessionRecord,
  backlogs: readonly Backlog[],
  { wakeup, room }: { readonly wakeup: Wakeup; readonly room: Room },
  held: number,
  call: CallContext,
): Promise<Batch> {
  const { environment } = machinery;
  const { leaseMs } = opened;
  const limit = room.isFull ? 0 : poll.maxTasks - held;
  const renewInterval = leaseMs / 3;
  const end = environment.monotonic() + poll.waitMs;
  let session = opened;
  for (let renewedAt = environment.monotonic(); ; ) {
    const batch = await claimBatch(machinery, session, backlogs, limit, room);
    const { tasks } = batch;
    if (call.signal?.aborted === true) {
      // Nobody is left to take them.
      for (const task of tasks) void giveBack(machinery, batch.segmentOf.get(task.claimToken) ?? "", task, 0);
      throwIfAborted(call.signal);
    }
    if (!batch.isWhole) throw holdsUntold();
    const left = end - environment.monotonic();
    if (tasks.length > 0 || held > 0 || left <= 0) return batch;
    await wakeup.wait(environment, Math.min(left, renewInterval, LOOK_INTERVAL_MS), call.signal);
    if (environment.monotonic() - renewedAt < renewInterval) continue;
    // Who waits longer than the lease lives on while it waits.
    session = await openWithoutStream(machinery, { ...poll, sessionId: session.session }, session.principal, leaseMs);
    renewedAt = environment.monotonic();
  }
}

/** As many as the answer can carry; not what is being given back just now. */
async function heldTasks(machinery: Machinery, session: SessionRecord, room: Room): Promise<readonly ReadyTask[]> {
  const tasks: ReadyTask[] = [];
  const segments = await machinery.store.segments.heldBy(session.namespace, session.session);
  for (const { id, segment } of await openStored(machinery, segments)) {
    const deliveries = [...segment.entries].flatMap(([number, entry]) => {
      const claim = openClaim(entry);
      const own = claim?.session === session.session && claim.epoch >= session.baseEpoch;
      return own && !machinery.givenBack.has(claim.token) ? [deliveryOf(segment, number, entry)] : [];
    });
    const fitting = deliveries.filter((delivery) => room.takes(delivery));
    const found = await assembled(machinery, id, fitting);
    if (!found.isWhole) throw holdsUntold();
    tasks.push(...found.tasks);
  }
  return tasks;
}

/** A caller that was told of the others alone would keep what it does not know of from everybody, poll after poll. */
function holdsUntold(): StoreUnavailable {
  return new StoreUnavailable("tasks were claimed that could be neither read nor given back");
}

/** Tasks known to wait: in the flows that were in front at the last look, as far as this process has them at hand. */
function waitingIn(machinery: Machinery, heads: readonly WaitingHead[]): number {
  const queues = new Map(heads.map((head) => [`${head.id}/${head.queue}`, head]));
  let count = 0;
  for (const { id, queue } of queues.values()) {
    const segment = machinery.committer.cache.peek(id)?.segment;
    if (segment === undefined) count += 1;
    else if (offersFrom(segment, queue)) count += segment.ready.count(queue);
  }
  return count;
}
