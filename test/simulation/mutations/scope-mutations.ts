/**
 * Mutations of scopes and compensation.
 */
import type { Mutation } from "./mutation.js";

export const SCOPE_MUTATIONS: readonly Mutation[] = [
  {
    name: "undone-before-what-is-behind",
    rule: "contract",
    file: "src/core/state/reversals.ts",
    find: "if (this.#cleared[next] === 1 || this.#open[next] !== 0) continue;",
    replace: "if (this.#cleared[next] === 1) continue;",
    worlds: "scoped",
    breaks: "a task is undone before those that follow from it",
  },
  {
    name: "tried-once-too-often",
    rule: "contract",
    file: "src/core/decide/put-to-controller.ts",
    find: 'if (run < attempts) return "RETRY";',
    replace: 'if (run <= attempts) return "RETRY";',
    worlds: "scoped",
    breaks: "a scope runs more often than its controller says",
  },
  {
    name: "reach-of-one-edge",
    rule: "contract",
    file: "src/core/decide/intents.ts",
    find: "    for (const successor of successors) behind.add(successor);\n",
    replace: "",
    worlds: "scoped",
    breaks: "only what follows from a controller at once is undone with it",
  },
  {
    name: "undone-counts-as-success",
    rule: "contract",
    file: "src/core/decide/conclusion.ts",
    find: 'if (reversion?.whole === true || (segment.reversals?.toRevert ?? 0) > 0) return "REVERTED";',
    replace: 'if (reversion?.whole === true) return "REVERTED";',
    worlds: "scoped",
    breaks: "a flow of which something was undone has succeeded",
  },
  {
    name: "failed-revert-passed-over",
    rule: "contract",
    file: "src/core/decide/conclusion.ts",
    find: '  if (has("REVERT_FAILED")) return "FAILED";\n',
    replace: "",
    worlds: "scoped",
    breaks: "a flow whose revert failed is REVERTED",
  },
  {
    name: "withheld-begins",
    rule: "contract",
    file: "src/core/decide/withhold.ts",
    find: '  entry.reversal = { intent: "REVERT" };\n  delete entry.readyTime;\n  if (entry.tries === 0',
    replace: "  delete entry.readyTime;\n  if (entry.tries === 0",
    worlds: "scoped",
    breaks: "a task that is to be undone before it began begins",
  },
  {
    name: "attempts-forgotten-by-a-scope",
    rule: "A2",
    file: "src/core/decide/restart-scope.ts",
    find: "const history = hasRun ? withLastAttempt(entry, draft.now) : (entry.history ?? []);",
    replace: "const history = entry.history ?? [];",
    worlds: "scoped",
    breaks: "what a task did in a scope's last run is forgotten",
  },
  {
    name: "another-failure-asked-about",
    rule: "contract",
    file: "src/core/decide/put-to-controller.ts",
    find: "if (controller === undefined || isAsked(draft, controller)) return;",
    replace: "if (controller === undefined) return;",
    worlds: "scoped",
    breaks: "a controller that is asked is asked again",
  },
];
