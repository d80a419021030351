/**
 * What is wrong with a request as a whole, by whatever protocol it came.
 */
import { LIMITS } from "../core/limits.js";
import { findings, refuse } from "../engine/checks/findings.js";
import { EngineError } from "../engine/engine-error.js";

/** `sent`: its bytes, where they are known; `limit`: of the method. */
export function tooLarge(sent?: number, limit: number = LIMITS.messageBytes): EngineError {
  const got = sent === undefined ? "" : `, this has ${sent}`;
  return new EngineError("LIMIT_EXCEEDED", `a request may have at most ${limit} bytes${got}`, {
    metadata: { field: "", limit: String(limit), ...(sent !== undefined && { value: String(sent) }) },
  });
}

/** As `tooLarge`, of what comes before the request. */
export function tooMuchMetadata(sent: number, limit: number): EngineError {
  return new EngineError(
    "LIMIT_EXCEEDED",
    `the metadata of a call of this service may have at most ${limit} bytes, this has ${sent}`,
    { metadata: { field: "", limit: String(limit), value: String(sent) } },
  );
}

/** `why` may quote the request: callers are told it, the log is not. */
export function unreadable(why?: string): EngineError {
  const text = "the request is no message of this method";
  return new EngineError("INVALID_FIELD", why === undefined ? text : `${text}: ${why}`, { metadata: { field: "" } });
}

/** What unpacking has thrown, of a request that may become `most` bytes. */
export function notUnpacked(error: unknown, most: number): EngineError {
  return error instanceof RangeError ? tooLarge(undefined, most) : unreadable("it cannot be unpacked");
}

/** `sent`: how many messages, entries of maps and values of lists a request has in all. */
export function tooManyElements(sent: number): EngineError {
  const limit = LIMITS.messageElements;
  const text = `a request may have at most ${limit} messages, entries of maps and values of lists in all, this has ${sent}`;
  return new EngineError("LIMIT_EXCEEDED", text, {
    metadata: { field: "", limit: String(limit), value: String(sent) },
  });
}

/** Throws LIMIT_EXCEEDED as the engine does. `path`: where the tasks are; `sent`: with those of nested flows. */
export function refuseTasks(path: string, sent: number): never {
  const found = findings();
  found.tooMuch(path, "tasks in one message (ImportDefinition takes more)", LIMITS.tasksPerMessage, sent);
  refuse(found);
  throw new Error("tasks that are not too many were refused");
}

/** `path`: of the map. */
export function refuseKey(path: string, key: string): never {
  const found = findings();
  found.add(path, "INVALID_FIELD", `must not have the key ${key}`, { value: key });
  refuse(found);
  throw new Error("a key was not refused");
}
