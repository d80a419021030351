/**
 * Mutations of inputs and outputs that are computed.
 */
import type { Mutation } from "./mutation.js";

export const COMPUTED_MUTATIONS: readonly Mutation[] = [
  {
    name: "input-not-kept",
    rule: "contract",
    file: "src/core/decide/bindings.ts",
    find: "  entry.input = jsonPayload(members);\n",
    replace: "",
    worlds: "computed",
    breaks: "a task is offered without the input that was computed for it",
  },
  {
    name: "definition-before-what-is-bound",
    rule: "contract",
    file: "src/core/decide/bindings.ts",
    find: "      members[key] = draft.expressions.value(expression, { number, entry });\n",
    replace: "      members[key] ??= draft.expressions.value(expression, { number, entry });\n",
    worlds: "computed",
    breaks: "what the definition gives stands in place of what is computed",
  },
  {
    name: "offered-with-half-an-input",
    rule: "contract",
    file: "src/core/decide/bindings.ts",
    find: 'entry.state = "FAILED";\n      entry.failure = expressionFailure(expression, error);\n',
    replace: "continue;\n",
    worlds: "computed",
    breaks: "a task whose input cannot be computed is offered all the same",
  },
  {
    name: "input-of-the-definition-handed-out",
    rule: "contract",
    file: "src/engine/dispatch/ready-task.ts",
    find: "...(input !== undefined && { input: lookup(input) }),",
    replace: "...(input !== undefined && task.attempt === 1 && { input: lookup(input) }),",
    worlds: "computed",
    breaks: "a further attempt comes without the input that was computed",
  },
  {
    name: "further-instance-bound-as-another",
    rule: "contract",
    file: "src/core/decide/bindings.ts",
    find: "draft.node(entry.origin?.node ?? number)",
    replace: "draft.node(number)",
    worlds: "computed",
    breaks: "a further instance of a task whose input is computed cannot begin",
  },
  {
    name: "succeeded-without-its-output",
    rule: "contract",
    file: "src/core/decide/flow-output.ts",
    find: 'return state === "FAILED" ? end : {',
    replace: "return state !== undefined ? end : {",
    worlds: "computed",
    breaks: "a flow whose output cannot be computed succeeds",
  },
  {
    name: "output-of-successes-alone",
    rule: "contract",
    file: "src/core/decide/flow-output.ts",
    find: 'if (state !== "SUCCEEDED" && state !== "FAILED") return end;',
    replace: 'if (state !== "SUCCEEDED") return end;',
    worlds: "computed",
    breaks: "a flow that has failed has no output",
  },
];
