/**
 * "Did you mean", for commands that have another name elsewhere: in kubectl, gh, docker and temporal.
 */

const ELSEWHERE: Readonly<Record<string, string>> = {
  ls: "list",
  ps: "list",
  describe: "get",
  show: "get",
  inspect: "get",
  start: "run",
  apply: "run",
  execute: "run",
  create: "run",
  check: "validate",
  lint: "validate",
  draw: "graph",
  follow: "watch",
  logs: "watch",
  why: "explain",
  pause: "suspend",
  unpause: "resume",
  continue: "resume",
  stop: "cancel",
  kill: "cancel",
  terminate: "end",
  rerun: "retry",
  reset: "retry",
  rollback: "revert",
  undo: "revert",
  rm: "delete",
  remove: "delete",
  server: "serve",
  upgrade: "migrate",
  context: "config",
  profile: "config",
};

/** The command that is meant by a name that no command has, where it is known. */
export function meantCommand(given: string): string | undefined {
  return Object.hasOwn(ELSEWHERE, given) ? ELSEWHERE[given] : undefined;
}

/** All that are suggested: the tests hold them to the commands that there are. */
export const SUGGESTED_COMMANDS: readonly string[] = [...new Set(Object.values(ELSEWHERE))];
