/**
 * Every mutation, in the order of the rules.
 */
import { COMMIT_MUTATIONS } from "./commit-mutations.js";
import type { Mutation } from "./mutation.js";
import { SESSION_MUTATIONS } from "./session-mutations.js";

export const MUTATIONS: readonly Mutation[] = [...COMMIT_MUTATIONS, ...SESSION_MUTATIONS];
