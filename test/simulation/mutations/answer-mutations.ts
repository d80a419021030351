/**
 * Mutations of answers, attempts and what follows from outcomes.
 */
import type { Mutation } from "./mutation.js";

export const ANSWER_MUTATIONS: readonly Mutation[] = [
  {
    name: "all-get-the-first-outcome",
    rule: "C2",
    file: "src/engine/commit/settle.ts",
    find: '  part.ledger.settle("LANDED");\n  for (const decided of part.decided) answer(decided, part);',
    replace:
      '  part.ledger.settle("LANDED");\n  for (const { submission } of part.decided) {\n    const [first] = part.decided;\n    if (first !== undefined) answer({ ...first, submission }, part);\n  }',
    breaks: "commands that shared a round are answered with another's outcome",
  },
  {
    name: "request-id-of-a-completion-forgotten",
    rule: "A1",
    file: "src/core/commands/complete.ts",
    find: "  if (known !== undefined) {",
    replace: '  if (known !== undefined && known === "reused") {',
    breaks: "a repeat counts for the attempt that has begun since",
  },
  {
    name: "request-id-of-control-forgotten",
    rule: "A1",
    file: "src/core/commands/control.ts",
    find: "record.rpc === rpc && record.requestId === requestId",
    replace: 'record.rpc === rpc && record.requestId === ""',
    breaks: "a late copy of a suspend undoes the resume",
  },
  {
    name: "repeat-without-ready",
    rule: "A1",
    file: "src/core/commands/complete.ts",
    find: "const cause: Cause = [number, attempt];",
    replace: "const cause: Cause = [number, attempt + 1];",
    breaks: "who repeats a completion is not told what it made ready",
  },
  {
    name: "token-not-compared",
    rule: "A2",
    file: "src/core/decide/attempt-meant.ts",
    find: "  if (entry.claim?.token === token) {",
    replace: "  if (entry.claim !== undefined) {",
    breaks: "a late holder completes the next one's attempt",
  },
  {
    name: "attempt-not-raised",
    rule: "A2",
    file: "src/core/decide/hand-over.ts",
    find: "const attempt = entry.attempt + 1;",
    replace: "const attempt = Math.max(1, entry.attempt);",
    breaks: "two claims of one attempt",
  },
  {
    name: "late-holder-refused",
    rule: "A2",
    file: "src/core/decide/attempt-meant.ts",
    find: 'if (isWorkedOn(entry) || entry.state === "READY") return { kind: "open", byToken: true };',
    replace: 'if (isWorkedOn(entry)) return { kind: "open", byToken: true };',
    breaks: "work is thrown away whose lease was lost, though nobody else has begun",
  },
  {
    name: "release-counts-as-a-try",
    rule: "A2",
    file: "src/core/commands/release.ts",
    find: "waitAgain(draft, number, betweenAttempts(entry, history), delayMs);",
    replace:
      "const next = betweenAttempts(entry, history);\n  next.tries += 1;\n  waitAgain(draft, number, next, delayMs);",
    breaks: "who gives a task back uses up its tries",
  },
  {
    name: "watch-tells-too-far",
    rule: "A3",
    file: "src/engine/calls/watch-flow.ts",
    find: "      told = record.version;",
    replace: "      told = record.version + 1;",
    breaks: "a watcher misses the last state of a task",
  },
  {
    name: "change-without-version",
    rule: "A3",
    file: "src/core/decide/draft.ts",
    find: "    entry.version = this.#version;\n",
    replace: "    entry.version = previous?.version ?? this.#version;\n",
    breaks: "a watcher that resumes is not told what has changed since",
  },
  {
    name: "join-too-early",
    rule: "contract",
    file: "src/core/decide/propagation.ts",
    find: "segment.unmet(successor) === 0",
    replace: "segment.unmet(successor) >= 0",
    breaks: "a task is ready when the first of its dependencies has succeeded",
  },
  {
    name: "verdict-without-failures",
    rule: "contract",
    file: "src/core/decide/conclusion.ts",
    find: 'segment.control.unhandled > 0) return "FAILED";',
    replace: 'segment.control.unhandled > 0) return "SUCCEEDED";',
    breaks: "a flow whose task failed succeeds",
  },
  {
    name: "max-parallel-without-paused",
    rule: "contract",
    file: "src/core/state/permits.ts",
    find: 'segment.count("REVERTING") - segment.count("PAUSED") + lists',
    replace: 'segment.count("REVERTING") + lists',
    breaks: "more tasks of a flow run at once than it allows",
  },
];
