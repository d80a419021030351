/**
 * Every mutation, in the order of the rules.
 */
import { ANSWER_MUTATIONS } from "./answer-mutations.js";
import { COMMIT_MUTATIONS } from "./commit-mutations.js";
import { COMPUTED_MUTATIONS } from "./computed-mutations.js";
import { CONTROL_MUTATIONS } from "./control-mutations.js";
import { DISPATCH_MUTATIONS } from "./dispatch-mutations.js";
import { EDGE_MUTATIONS } from "./edge-mutations.js";
import { FAILURE_MUTATIONS } from "./failure-mutations.js";
import { LARGE_FLOW_MUTATIONS } from "./large-flow-mutations.js";
import type { Mutation } from "./mutation.js";
import { NESTED_MUTATIONS } from "./nested-mutations.js";
import { QUEUE_MUTATIONS } from "./queue-mutations.js";
import { RETENTION_MUTATIONS } from "./retention-mutations.js";
import { SCHEDULE_MUTATIONS } from "./schedule-mutations.js";
import { SCOPE_MUTATIONS } from "./scope-mutations.js";
import { SESSION_MUTATIONS } from "./session-mutations.js";
import { SNAPSHOT_MUTATIONS } from "./snapshot-mutations.js";

export const MUTATIONS: readonly Mutation[] = [
  ...COMMIT_MUTATIONS,
  ...ANSWER_MUTATIONS,
  ...FAILURE_MUTATIONS,
  ...SESSION_MUTATIONS,
  ...DISPATCH_MUTATIONS,
  ...QUEUE_MUTATIONS,
  ...SCHEDULE_MUTATIONS,
  ...RETENTION_MUTATIONS,
  ...LARGE_FLOW_MUTATIONS,
  ...CONTROL_MUTATIONS,
  ...EDGE_MUTATIONS,
  ...SCOPE_MUTATIONS,
  ...NESTED_MUTATIONS,
  ...COMPUTED_MUTATIONS,
  ...SNAPSHOT_MUTATIONS,
];
