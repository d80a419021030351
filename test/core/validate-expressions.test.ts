/**
 * Expressions of definitions: refused with the field, the place in the text and what is wrong.
 */
import { describe, expect, test } from "vitest";
import type { Edge, FlowDefinition } from "../../src/core/definition/definition.js";
import { validateDefinition } from "../../src/core/definition/validate-definition.js";
import { LIMITS } from "../../src/core/limits.js";
import { flow, task } from "./definitions.js";

function edge(to: string, condition: string): Edge {
  return { to, message: "", on: ["SUCCESS"], condition };
}

function faults(definition: FlowDefinition): string[] {
  return validateDefinition(definition).map(({ path, reason, message }) => `${path} ${reason} ${message}`);
}

describe("conditions", () => {
  test("are refused by the field, the line and the column", () => {
    const definition = flow([
      task("a", { next: [edge("b", "true"), edge("b", "result.x ==\n  nme")] }),
      task("b", { join: { kind: "ALL", count: 0, unmet: "FAIL" } }),
      task("c", { dependsOn: [{ task: "a", on: ["SUCCESS"], condition: "tasks.d.state == ''" }] }),
    ]);
    expect(faults(definition)).toEqual([
      expect.stringMatching(/^tasks\[0\]\.next\[1\]\.condition INVALID_FIELD line 2, column 3: unknown name nme;/),
      'tasks[2].depends_on[0].condition INVALID_FIELD line 1, column 6: the definition has no task "d"',
    ]);
    expect(validateDefinition(definition)[0]?.metadata).toEqual({ line: "2", column: "3" });
  });

  test("that are no text are refused", () => {
    const wrong = { ...edge("b", ""), condition: 1 as unknown as string };
    expect(faults(flow([task("a", { next: [wrong] }), task("b")]))).toEqual([
      "tasks[0].next[0].condition INVALID_FIELD must be a text, got 1",
    ]);
  });

  test("are refused where one is too long, or all are, with the limit and the value", () => {
    const long = `result == '${"x".repeat(LIMITS.expressionBytes)}'`;
    const [fault] = validateDefinition(flow([task("a", { next: [edge("b", long)] }), task("b")]));
    const limit = String(LIMITS.expressionBytes);
    expect(fault).toMatchObject({ reason: "LIMIT_EXCEEDED", metadata: { limit, value: String(long.length) } });
    const almost = `result == '${"x".repeat(4000)}'`;
    const next = Array.from({ length: 70 }, () => edge("b", almost));
    const all = validateDefinition(flow([task("a", { next }), task("b")]));
    expect(all).toMatchObject([{ path: "tasks[0].next[65].condition", reason: "LIMIT_EXCEEDED" }]);
  });

  test("make a flow one to be decided as a whole", () => {
    const many = Array.from({ length: LIMITS.tasksDecidedAsOne }, (_, index) => task(`t${index}`));
    const dependsOn = [{ task: "t0", on: ["SUCCESS" as const], condition: "true" }];
    expect(faults(flow([...many, task("last", { dependsOn })]))).toEqual([
      `tasks[${many.length}].depends_on UNSUPPORTED must name tasks whose success is waited for in a flow of more than 4096 tasks`,
    ]);
  });
});
