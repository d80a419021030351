/**
 * Errors as the person at the command needs them: what is wrong, where, and what may help; never a stack.
 */

import { FlowFileError } from "../client/flow-file/flow-file-error.js";
import { LazyEngineError } from "../client/lazy-engine-error.js";
import { EngineError } from "../engine/engine-error.js";
import { MongodError } from "../mongod/index.js";
import { redacted } from "../server/redacted.js";
import { ConfigError } from "../server/setting.js";
import { FormatTooNew, StoreAddressInvalid, StoreUnavailable, StoreUnsuitable } from "../store/store-errors.js";
import { DefinitionFaulty } from "./definition-faults.js";
import { EXIT, type ExitCode, exitCodeOfStatus } from "./exit-code.js";
import { harmless } from "./terminal/table.js";
import { spanText } from "./terminal/text-of-time.js";
import { transportText } from "./transport-text.js";

export interface ErrorReport {
  readonly lines: readonly string[];
  readonly exitCode: ExitCode;
}

/** Takes whatever was thrown; secrets that stand in its text are not told on, nor what moves the cursor. */
export function reportOf(error: unknown): ErrorReport {
  const { lines, exitCode } = toldOf(error);
  return { lines: lines.map((line) => harmless(redacted(line))), exitCode };
}

function toldOf(error: unknown): ErrorReport {
  if (error instanceof LazyEngineError) return reportOfCall(error);
  if (error instanceof DefinitionFaulty) {
    return { lines: error.lines.map((line) => `error: ${line}`), exitCode: EXIT.usage };
  }
  if (error instanceof EngineError) {
    return { lines: [`error: ${error.message}`, ...violationLines(error.violations)], exitCode: EXIT.usage };
  }
  if (error instanceof ConfigError || error instanceof FlowFileError) {
    return { lines: [`error: ${error.message}`], exitCode: EXIT.usage };
  }
  if (error instanceof StoreAddressInvalid) return reportOfStoreAddress(error);
  if (isStoreError(error)) return { lines: [`error: ${error.message}`], exitCode: EXIT.unavailable };
  // What the system refused, such as a port that is taken: its text says all there is to say.
  if (error instanceof Error && "syscall" in error)
    return { lines: [`error: ${error.message}`], exitCode: EXIT.internal };
  return { lines: [`unexpected error: ${error instanceof Error ? error.message : error}`], exitCode: EXIT.internal };
}

/** What a server that is to start may find wrong with its store; the messages say what to do. */
function isStoreError(error: unknown): error is Error {
  return [MongodError, StoreUnsuitable, StoreUnavailable, FormatTooNew].some((kind) => error instanceof kind);
}

function reportOfStoreAddress({ setting, message }: StoreAddressInvalid): ErrorReport {
  const text =
    setting === "database"
      ? `--database is no name of a database: ${message}`
      : `--mongodb is no connection string of a replica set, such as mongodb://HOST/?replicaSet=rs0: ${message}`;
  return { lines: [`error: ${text}`], exitCode: EXIT.usage };
}

function reportOfCall(error: LazyEngineError): ErrorReport {
  const { code, reason, retryAfterMs, violations } = error;
  // Without a reason no server of this kind has spoken: the transport did.
  const { text, hint } = transportText(error.message);
  const what = reason === "" ? `${code}: ${text}` : `${error.message} (${reason})`;
  const retry = retryAfterMs === undefined ? [] : [`  try again in ${spanText(retryAfterMs)}`];
  const unreachable = code === "UNAVAILABLE" && reason === "" && hint !== undefined ? [`  ${hint}`] : [];
  return {
    lines: [`error: ${what}`, ...violationLines(violations), ...retry, ...unreachable],
    exitCode: exitCodeOfStatus(code),
  };
}

/** One fault alone is in the message already. */
function violationLines(violations: readonly { readonly field: string; readonly description: string }[]): string[] {
  return violations.length < 2 ? [] : violations.map(({ field, description }) => `  ${field}: ${description}`);
}
