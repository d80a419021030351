/**
 * A session whose stream in this process is over because it is another's now, or nobody's.
 */
import { EngineError } from "../engine-error.js";
import type { Machinery } from "../machinery.js";
import type { LiveSession } from "./live-session.js";

/** The stream was taken over or its lease is lost: it ends, and this process assigns nothing more to it (rule L1). */
export function loseSession(machinery: Machinery, session: LiveSession, error: EngineError): void {
  session.lose(error);
  machinery.sessions.remove(session);
}

export function takenOver(sessionId: string): EngineError {
  return new EngineError("SESSION_TAKEN_OVER", `session ${sessionId} has another stream now`, {
    metadata: { session_id: sessionId },
  });
}
