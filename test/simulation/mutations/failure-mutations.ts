/**
 * Mutations of what failures are tried again.
 */
import type { Mutation } from "./mutation.js";

export const FAILURE_MUTATIONS: readonly Mutation[] = [
  {
    name: "excepted-type-tried-again",
    rule: "contract",
    file: "src/core/decide/retry-policy.ts",
    find: "return !retryable || policy?.nonRetryableTypes.includes(type) === true;",
    replace: 'return !retryable || type === "";',
    worlds: "failing",
    breaks: "a failure of a type that its policy excepts is tried again",
  },
  {
    name: "all-types-excepted",
    rule: "contract",
    file: "src/core/decide/retry-policy.ts",
    find: "policy?.nonRetryableTypes.includes(type) === true;",
    replace: 'policy?.nonRetryableTypes.some((one) => one !== type || one === "") === true;',
    worlds: "failing",
    breaks: "where a policy excepts some types no others are tried again",
  },
  {
    name: "final-failure-tried-again",
    rule: "contract",
    file: "src/core/decide/retry-policy.ts",
    find: "return !retryable || policy",
    replace: "return policy",
    worlds: "failing",
    breaks: "a failure is tried again that its executor has said not to be retryable",
  },
];
