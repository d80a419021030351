/**
 * Errors of the driver as errors of a store. Told apart here, once: what the database has definitely refused, and what
 * leaves open whether a write landed.
 */
import { MongoDriverError, MongoError, MongoNetworkError, MongoServerError, MongoSystemError } from "mongodb";
import { PositionLost, StoreUnavailable } from "../store-errors.js";
import { ANSWER_WITHIN_MS, answered } from "./answer-bound.js";

const MAX_TIME_EXPIRED = 50;

/** Codes that say "not now": a change of primary, a shutdown, a lost or overdue answer. A write may have landed. */
const UNAVAILABLE = new Set([
  6, // HostUnreachable
  7, // HostNotFound
  MAX_TIME_EXPIRED,
  64, // WriteConcernFailed
  79, // UnknownReplWriteConcern
  89, // NetworkTimeout
  91, // ShutdownInProgress
  100, // UnsatisfiableWriteConcern
  112, // WriteConflict
  133, // FailedToSatisfyReadPreference
  134, // ReadConcernMajorityNotAvailableYet
  189, // PrimarySteppedDown
  202, // NetworkInterfaceExceededTimeLimit
  262, // ExceededTimeLimit
  317, // ConnectionPoolExpired
  9001, // SocketException
  10058, // NotPrimaryNoSecondaryOk, of old servers
  10107, // NotWritablePrimary
  11600, // InterruptedAtShutdown
  11601, // Interrupted
  11602, // InterruptedDueToReplStateChange
  13388, // StaleConfig
  13435, // NotPrimaryNoSecondaryOk
  13436, // NotPrimaryOrSecondary
]);

/** States of the driver itself: closed, or without a free connection. Not all of these classes are exported. */
const DRIVER_STATES = new Set([
  "MongoClientClosedError",
  "MongoExpiredSessionError",
  "MongoNotConnectedError",
  "MongoOperationTimeoutError",
  "MongoPoolClosedError",
  "MongoServerClosedError",
  "MongoTopologyClosedError",
  "MongoWaitQueueTimeoutError",
]);

/** Codes of a change stream that cannot go on from where it is asked to: history rolled over, or no such position. */
const POSITION_LOST = new Set([
  9, // FailedToParse
  15, // Overflow
  136, // CappedPositionLost
  260, // InvalidResumeToken
  280, // ChangeStreamFatalError
  286, // ChangeStreamHistoryLost
  40649, // an empty token
  50811, // bytes that are no token
]);

const DUPLICATE_KEY = 11000;
const TOO_LARGE = 10334;

/** Makes the call; what it throws because the database does not answer becomes StoreUnavailable, and so does that it never settles. */
export async function reaching<Result>(call: () => Promise<Result>, withinMs = ANSWER_WITHIN_MS): Promise<Result> {
  try {
    return await answered(call(), withinMs);
  } catch (error) {
    throw storeError(error);
  }
}

/** What a socket that the other side has closed says, and the driver hands on as it is. */
const SOCKET_ENDED = new Set<unknown>(["EPIPE", "ECONNRESET", "ERR_STREAM_DESTROYED", "ERR_STREAM_WRITE_AFTER_END"]);

/** The store's error for one of the driver; the error itself where it is none, or a bug. */
export function storeError(error: unknown): unknown {
  if (error instanceof MongoError) return isUnavailable(error) ? unavailable(error.message, error) : error;
  const isSocket = error instanceof Error && "code" in error && SOCKET_ENDED.has(error.code);
  return isSocket ? unavailable(error.message, error) : error;
}

/** The store's error for one of a change stream that was to start or go on at a position. */
export function streamError(error: unknown): unknown {
  const code = error instanceof MongoServerError ? error.code : undefined;
  if (typeof code === "number" && POSITION_LOST.has(code)) {
    return new PositionLost("the database no longer holds the changes after this position", { cause: error });
  }
  // The driver's own errors here say that the stream was closed: the collection is gone, or the client.
  return error instanceof MongoDriverError ? unavailable("the change stream ended", error) : storeError(error);
}

export function unavailable(what: string, cause?: unknown): StoreUnavailable {
  return new StoreUnavailable(`the database does not answer: ${what}`, { cause });
}

/** Whether an error about one write of a batch leaves open if it landed, or may land when it is sent again. */
export function isUnavailableCode(code: number): boolean {
  return UNAVAILABLE.has(code);
}

export function isDuplicateKey(error: unknown): boolean {
  return error instanceof MongoServerError && isDuplicateKeyCode(error.code);
}

export function isDuplicateKeyCode(code: unknown): boolean {
  return code === DUPLICATE_KEY;
}

/** The database has ended the command, which was given so much time and no more. */
export function isTimeOver(error: unknown): boolean {
  return error instanceof MongoServerError && error.code === MAX_TIME_EXPIRED;
}

/** The command is larger than can be sent: as it is, it will never land. */
export function isTooLarge(error: unknown): error is Error {
  return error instanceof RangeError || (error instanceof MongoServerError && error.code === TOO_LARGE);
}

function isUnavailable(error: MongoError): boolean {
  if (error instanceof MongoNetworkError || error instanceof MongoSystemError) return true;
  if (error instanceof MongoDriverError) return DRIVER_STATES.has(error.name);
  if (error.hasErrorLabel("RetryableWriteError") || error.hasErrorLabel("TransientTransactionError")) return true;
  return typeof error.code === "number" && isUnavailableCode(error.code);
}
