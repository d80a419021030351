/**
 * Mutations of retention.
 */
import type { Mutation } from "./mutation.js";

export const RETENTION_MUTATIONS: readonly Mutation[] = [
  {
    name: "gone-before-its-age",
    rule: "contract",
    file: "src/core/retention/retention-rule.ts",
    find: "endTime <= now - rule.olderThanMs;",
    replace: "endTime <= now;",
    worlds: "retention",
    breaks: "retention deletes a flow that has ended just now",
  },
  {
    name: "rule-without-age-lets-go",
    rule: "contract",
    file: "src/core/retention/retention-rule.ts",
    find: "return rule?.olderThanMs !== undefined && endTime <= now - rule.olderThanMs;",
    replace: "return endTime <= now - (rule?.olderThanMs ?? 0);",
    worlds: "retention",
    breaks: "retention deletes what a rule keeps for ever",
  },
  {
    name: "last-rule-decides",
    rule: "contract",
    file: "src/core/retention/retention-rule.ts",
    find: "rules.find((one)",
    replace: "rules.findLast((one)",
    worlds: "retention",
    breaks: "of the rules that a flow matches another than the first decides",
  },
  {
    name: "taken-page-left",
    rule: "contract",
    file: "src/engine/retention/prune.ts",
    find: "{ ...record, pass, wakeTime: now + TAKEN_MS }",
    replace: "{ ...record, pass }",
    worlds: "retention",
    breaks: "a page of retention whose process died is never taken again",
  },
  {
    name: "within-goes-first",
    rule: "contract",
    file: "src/engine/calls/delete-flow.ts",
    find: "    if (!(await machinery.store.segments.delete({ id, version, commit }))) continue;\n",
    replace:
      "    for (const one of hasWithin ? await machinery.store.segments.within(namespace, flowId, undefined, 500) : []) await machinery.store.segments.delete(one);\n    if (!(await machinery.store.segments.delete({ id, version, commit }))) continue;\n",
    worlds: "retention",
    breaks: "flows within one go before it does: it may go on without them",
  },
];
