/**
 * Whether an executor's stream stands, and what the log is told of it: that it came, that it broke, that none comes about.
 * Each once, however many tries there are between.
 */
import type { LazyEngineError } from "../lazy-engine-error.js";
import type { ExecutorLog } from "./executor-log.js";

export class ConnectionState {
  /** A session is granted and its stream stands. */
  up = false;
  /** A stream has been granted before. */
  known = false;
  readonly #log: ExecutorLog;
  #toldDown = false;

  constructor(log: ExecutorLog) {
    this.#log = log;
  }

  granted(sessionId: string): void {
    this.up = true;
    this.known = true;
    this.#toldDown = false;
    this.#log.info("connected", { session_id: sessionId });
  }

  /** `meant`: the executor is being stopped. Without an error the server has ended the stream in order. */
  gone(sessionId: string, error: LazyEngineError | undefined, meant: boolean): void {
    const wasUp = this.up;
    this.up = false;
    if (this.#toldDown) return;
    const fields = { session_id: sessionId, ...(error === undefined ? {} : { error }) };
    if (meant || error === undefined) {
      this.#log.info("disconnected", fields);
      return;
    }
    this.#toldDown = true;
    this.#log.warn(wasUp ? "disconnected" : "cannot connect", fields);
  }
}
