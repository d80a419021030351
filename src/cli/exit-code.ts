/**
 * The exit codes of the `lazyengine` command, by class, so that scripts can tell them apart. One table: the help text
 * and the documentation print it.
 */

export interface ExitCodeRow {
  readonly code: number;
  readonly meaning: string;
}

export const EXIT = {
  done: 0,
  internal: 1,
  usage: 2,
  notFound: 3,
  refused: 4,
  unavailable: 5,
  denied: 6,
  flowFailed: 10,
  flowCancelled: 11,
  flowReverted: 12,
  interrupted: 130,
  terminated: 143,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export const EXIT_CODE_TABLE: readonly ExitCodeRow[] = [
  { code: EXIT.done, meaning: "done; a flow that was waited for has SUCCEEDED" },
  { code: EXIT.internal, meaning: "an unexpected error, of this command or of the server" },
  { code: EXIT.usage, meaning: "wrong use: an unknown flag, a bad value, a file that is no valid definition" },
  { code: EXIT.notFound, meaning: "what the command is about does not exist" },
  { code: EXIT.refused, meaning: "refused by the present state: it exists already, has ended, was completed before" },
  {
    code: EXIT.unavailable,
    meaning: "the server or its store cannot be reached, is too busy, or did not answer in time",
  },
  { code: EXIT.denied, meaning: "the server does not accept the token, or not for this, in this namespace" },
  { code: EXIT.flowFailed, meaning: "the flow that was waited for has FAILED" },
  { code: EXIT.flowCancelled, meaning: "the flow that was waited for was CANCELLED" },
  { code: EXIT.flowReverted, meaning: "the flow that was waited for was REVERTED" },
  { code: EXIT.interrupted, meaning: "ended by SIGINT before the work was done" },
  { code: EXIT.terminated, meaning: "ended by SIGTERM before the work was done" },
];

/** By the names of gRPC's status codes. */
const BY_STATUS: Readonly<Record<string, ExitCode>> = {
  INVALID_ARGUMENT: EXIT.usage,
  DEADLINE_EXCEEDED: EXIT.unavailable,
  NOT_FOUND: EXIT.notFound,
  ALREADY_EXISTS: EXIT.refused,
  PERMISSION_DENIED: EXIT.denied,
  RESOURCE_EXHAUSTED: EXIT.unavailable,
  FAILED_PRECONDITION: EXIT.refused,
  ABORTED: EXIT.refused,
  OUT_OF_RANGE: EXIT.refused,
  UNAVAILABLE: EXIT.unavailable,
  UNAUTHENTICATED: EXIT.denied,
};

/** Every status that is not the caller's doing, nor a matter of time, counts as unexpected. */
export function exitCodeOfStatus(status: string): ExitCode {
  return BY_STATUS[status] ?? EXIT.internal;
}

/** How a flow that was waited for ended, by the name of its state. */
export function exitCodeOfFlow(state: string): ExitCode {
  if (state === "SUCCEEDED") return EXIT.done;
  if (state === "CANCELLED") return EXIT.flowCancelled;
  return state === "REVERTED" ? EXIT.flowReverted : EXIT.flowFailed;
}

/** The table as the help text shows it. */
export function exitCodeHelp(): string {
  const rows = EXIT_CODE_TABLE.map(({ code, meaning }) => `  ${String(code).padStart(3)}  ${meaning}`);
  return ["Exit codes:", ...rows].join("\n");
}
