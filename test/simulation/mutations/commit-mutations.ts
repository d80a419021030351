/**
 * Mutations of guards, rounds and unknown outcomes.
 */
import type { Mutation } from "./mutation.js";

export const COMMIT_MUTATIONS: readonly Mutation[] = [
  {
    name: "guard-without-commit",
    rule: "C1",
    file: "src/store/memory/segment-table.ts",
    find: "row.version === guard.version && row.commit === guard.commit",
    replace: "row.version === guard.version",
    breaks: "a stale decision matches a later run of the id, or a version that was rolled back",
  },
  {
    name: "guard-without-version",
    rule: "C1",
    file: "src/store/memory/segment-table.ts",
    find: "return row !== undefined && row.version === guard.version && row.commit === guard.commit;",
    replace: "return row !== undefined;",
    breaks: "the last writer wins",
  },
  {
    name: "missed-guard-taken-for-landed",
    rule: "C1",
    file: "src/engine/commit/round.ts",
    find: "if (result.matched === sound.length)",
    replace: "if (result.matched >= 0)",
    breaks: "who lost a race believes that it has won",
  },
  {
    name: "unlanded-copy-kept",
    rule: "C1",
    file: "src/engine/commit/settle.ts",
    find: '  committer.cache.delete(part.lane.id);\n  part.lane.basis = "read";\n',
    replace: "",
    breaks: "decisions are made on what was never acknowledged",
  },
  {
    name: "answer-from-the-cache",
    rule: "C2",
    file: "src/engine/commit/answer-basis.ts",
    find: 'return basis === "latest" ||',
    replace: 'return basis === "cached" || basis === "latest" ||',
    breaks: "a refusal or a replay is decided on what another process has long changed",
  },
  {
    name: "missed-round-answered",
    rule: "C2",
    file: "src/engine/commit/settle.ts",
    find: "  committer.requeue(part.lane, others, backoff * environment.random());",
    replace:
      "  for (const decided of part.decided) answer(decided, part);\n  committer.requeue(part.lane, [], backoff);",
    breaks: "callers are answered with a decision that lost its race",
  },
  {
    name: "unknown-outcome-taken-for-landed",
    rule: "C3",
    file: "src/engine/commit/unknown-outcome.ts",
    find: "          settleMissed(committer, part);",
    replace: "          settleLanded(committer, part, update);",
    breaks: "callers are told of what was never stored",
  },
  {
    name: "unknown-outcome-taken-for-missed",
    rule: "C3",
    file: "src/engine/commit/unknown-outcome.ts",
    find: "if (state?.round === update.round) settleLanded",
    replace: "if (state === undefined) settleLanded",
    breaks: "what landed is decided once more, on top of itself",
  },
  {
    name: "undecided-write-given-up",
    rule: "C3",
    file: "src/engine/commit/unknown-outcome.ts",
    find: "else if (answered || state === undefined || state.version !== update.guard.version)",
    replace: "else if (answered || state === undefined || state.version > 0)",
    breaks: "a write that is still under way is decided again, and then lands",
  },
  {
    name: "no-round-in-writers",
    rule: "C3",
    file: "src/store/memory/segment-table.ts",
    find: "[process]: round }",
    replace: "[process]: 0 }",
    breaks: "nothing tells whether a write without an answer has landed",
  },
  {
    name: "all-fail-with-the-guilty-one",
    rule: "C5",
    file: "src/engine/commit/settle.ts",
    find: "if (part.submissions.length === 1) {",
    replace: "if (part.submissions.length >= 1) {",
    breaks: "one completion that the store refuses fails all that share its round",
  },
  {
    name: "insert-sent-again",
    rule: "C3",
    file: "src/engine/commit/inserter.ts",
    find: "if (!(failure instanceof StoreUnavailable)) {",
    replace: "if (failure !== undefined) {",
    breaks: "an insert that lands late brings a deleted run back",
  },
];
