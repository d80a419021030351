/**
 * Opens a session for a stream, so that it ends with the stream.
 */
import type { Engine, Session } from "../engine/engine.js";
import type { SessionRequest } from "../engine/requests.js";
import type { Call } from "./call.js";

/** The caller still closes it in the end; closing twice is harmless. */
export async function openSession(engine: Engine, request: SessionRequest, call: Call): Promise<Session> {
  const session = await engine.openSession(request, call);
  // Whoever waits for the session's next frame cannot be woken from outside: closing it wakes them. A failure to close
  // is told to whoever closes it in the end.
  const close = () => void session.close().catch(() => undefined);
  if (call.signal?.aborted === true) close();
  else call.signal?.addEventListener("abort", close, { once: true });
  return session;
}
