/**
 * How a session's stream begins and ends in this process.
 */

import { LIMITS } from "../../core/limits.js";
import { checkSession } from "../checks/index.js";
import { giveBack } from "../dispatch/give-back.js";
import type { CallContext, Session } from "../engine.js";
import { EngineError } from "../engine-error.js";
import type { Machinery } from "../machinery.js";
import type { SessionRequest } from "../requests.js";
import { LiveSession } from "./live-session.js";
import { loseSession, takenOver } from "./lost-session.js";
import { reconcile, reconcileLater } from "./reconcile.js";
import { checkWantedFlow } from "./wanted-flow.js";
import { wantedQueues } from "./wanted-queues.js";

/** Streams at once in one process; above it new ones are refused. */
const SESSIONS_AT_ONCE = 20_000;
const MAX_IN_FLIGHT_DEFAULT = 1;

/**
 * Opens the session, or resumes it with what it holds where it is live; a stream that it has elsewhere is taken over.
 * Throws SESSION_NOT_FOUND where the id is another caller's, FLOW_NOT_FOUND for a flow that is not there.
 */
export async function openSession(
  machinery: Machinery,
  request: SessionRequest,
  call: CallContext = {},
): Promise<Session> {
  const checked = checkSession(request);
  await checkWantedFlow(machinery, checked);
  const { sessions, store, environment } = machinery;
  if (sessions.isClosed) throw draining();
  if (checked.mode === "OBSERVE") return machinery.observing.open(checked);
  if (sessions.size >= SESSIONS_AT_ONCE) {
    throw new EngineError("OVERLOADED", `${SESSIONS_AT_ONCE} sessions are open here already`, {
      metadata: { limit: "sessions", value: String(SESSIONS_AT_ONCE) },
      retryAfterMs: 1000,
    });
  }
  const sessionId = checked.sessionId ?? environment.uniqueId();
  const opened = await store.sessions.open({
    namespace: checked.namespace,
    session: sessionId,
    principal: call.principal ?? "",
    owner: machinery.process,
    worker: checked.workerId ?? "",
    queues: checked.queues,
    leaseMs: checked.leaseMs ?? LIMITS.leaseMsDefault,
  });
  if (opened === undefined) throw sessionNotFound(checked.namespace, sessionId);
  if (sessions.isClosed) {
    await store.sessions.detach(opened.record, opened.record.epoch);
    throw draining();
  }
  const earlier = sessions.get(checked.namespace, sessionId);
  // Two streams opened at once: the database has decided which came last.
  if (earlier !== undefined && earlier.epoch > opened.record.epoch) throw takenOver(sessionId);
  if (earlier !== undefined) loseSession(machinery, earlier, takenOver(sessionId));
  const session = new LiveSession({
    opened,
    process: machinery.process,
    queues: wantedQueues(checked),
    flowId: checked.flowId ?? "",
    maxInFlight: Math.min(checked.maxInFlight ?? MAX_IN_FLIGHT_DEFAULT, LIMITS.maxInFlight),
    maxEvaluations: LIMITS.evaluationsInFlight,
    now: () => machinery.clock.now(),
    setTimer: (delayMs, callback) => environment.setTimer(delayMs, callback),
    creditChanged: (changed) => machinery.dispatcher.creditChanged(changed),
    handedOver: (latencyMs) => machinery.emit({ kind: "hand_over", latencyMs }),
    refilled: (latencyMs) => machinery.tally.refills.add(latencyMs),
    close: (closed) => closeSession(machinery, closed),
  });
  sessions.add(session);
  await reconcileFirst(machinery, session, opened.resumed);
  const { previousOwner = machinery.process } = opened;
  if (previousOwner !== machinery.process) reconcileLater(machinery, session);
  return session;
}

function draining(): EngineError {
  return new EngineError("DRAINING", "this process is stopping: connect to another", { retryAfterMs: 100 });
}

export function sessionNotFound(namespace: string, sessionId: string): EngineError {
  return new EngineError("SESSION_NOT_FOUND", `no session ${sessionId} in namespace ${namespace}`, {
    metadata: { namespace, session_id: sessionId },
  });
}

/** What a resumed session holds is sent again before anything new is offered. */
async function reconcileFirst(machinery: Machinery, session: LiveSession, resumed: boolean): Promise<void> {
  try {
    if (resumed) await reconcile(machinery, session);
  } catch (error) {
    await session.close();
    throw error;
  }
  session.reconciled();
  const { queues, flowId } = session.setting;
  for (const queue of queues) machinery.dispatcher.poke(machinery.sessions.backlog(session.namespace, queue, flowId));
}

/** What the stream had not taken goes back at once; the rest stays claimed while the session can be resumed. */
async function closeSession(machinery: Machinery, session: LiveSession): Promise<void> {
  const { sessions, store } = machinery;
  sessions.remove(session);
  const unsent = [...session.held.values()].filter(({ taken }) => !taken);
  await Promise.all(unsent.map((task) => giveBack(machinery, task.segmentId, task, 0)));
  await store.sessions.detach({ namespace: session.namespace, session: session.sessionId }, session.epoch);
}
