/**
 * Mutations of what flows within each other tell each other.
 */
import type { Mutation } from "./mutation.js";

export const NESTED_MUTATIONS: readonly Mutation[] = [
  {
    name: "letters-not-sent-again",
    rule: "C4",
    file: "src/core/nested/tell-family.ts",
    find: "    draft.letters.push(...family.open());\n",
    replace: "",
    worlds: "nested",
    breaks: "a flow within another never hears of what was told to it by who died",
  },
  {
    name: "end-of-another-attempt-counts",
    rule: "A2",
    file: "src/core/commands/hear-child.ts",
    find: "const isOpen = entry?.attempt === attempt && isOpenChild(entry);",
    replace: "const isOpen = entry !== undefined && attempt > 0 && isOpenChild(entry);",
    worlds: "nested",
    breaks: "the end of a flow counts for the next attempt of its task",
  },
  {
    name: "end-not-told",
    rule: "C4",
    file: "src/core/nested/tell-family.ts",
    find: 'const tells = isEndedFlow(flow.state) || flow.state === "SUSPENDED";',
    replace: 'const tells = flow.state === "SUSPENDED";',
    worlds: "nested",
    breaks: "a flow does not tell the one that it is within that it has ended",
  },
  {
    name: "goes-on-without-consent",
    rule: "contract",
    file: "src/core/decide/reopen/consent.ts",
    find: "  if (parent === undefined || !isEndedFlow(state)) return true;\n",
    replace: "  if (parent === undefined || !isEndedFlow(state) || consent === undefined) return true;\n",
    worlds: "steered",
    breaks: "a flow within another goes on though nobody waits for it",
  },
  {
    name: "late-flow-refused-as-misuse",
    rule: "contract",
    file: "src/core/commands/complete.ts",
    find: 'return meant.kind === "open" && isOtherWork',
    replace: "return isOtherWork",
    worlds: "composed",
    breaks: "who answers with a flow too late is told that the task takes none",
  },
  {
    name: "pause-without-what-is-within",
    rule: "contract",
    file: "src/core/decide/conclusion.ts",
    find: "(isPaused ? family.children.size : family.activeCount)",
    replace: "(isPaused ? 0 : family.activeCount)",
    worlds: "composed",
    breaks: "a flow that an edge has paused rests while one within it works",
  },
];
