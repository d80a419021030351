/**
 * No expression holds the process for long, whatever it says and reads. The bounds here are generous: `bench/expressions.mjs` has figures.
 */
import { expect, test } from "vitest";
import { HOSTILE, HOSTILE_TEXTS } from "../../bench/hostile-expressions.mjs";
import { Expression, expressionFault } from "../../src/core/expressions/expression.js";
import { ExpressionFault } from "../../src/core/expressions/fault.js";
import { type Readable, readableOf } from "../../src/core/expressions/json-values.js";
import { LIMITS } from "../../src/core/limits.js";

/** Many times what it takes on a machine that does nothing else. */
const BOUND_MS = 1_000;
const ANY_TASK = { has: () => true };

test.each(HOSTILE)("$name end soon, and by the steps they may take", ({ text, values }) => {
  expect(expressionFault(text, "condition", ANY_TASK)).toBeUndefined();
  const expression = new Expression(text, "condition", "path");
  const readable: Record<string, Readable> = {};
  for (const [name, value] of Object.entries(values)) readable[name] = readableOf(value);
  const budget = { steps: LIMITS.expressionSteps };
  const began = performance.now();
  try {
    expression.holds(readable, budget);
  } catch (error) {
    expect(error).toBeInstanceOf(ExpressionFault);
  }
  expect(performance.now() - began).toBeLessThan(BOUND_MS);
  expect(budget.steps).toBeGreaterThanOrEqual(0);
});

test.each(HOSTILE_TEXTS.map((text) => [text.slice(0, 20), text]))("%s… is read soon", (_, text) => {
  const began = performance.now();
  expressionFault(text, "condition", ANY_TASK);
  expect(performance.now() - began).toBeLessThan(BOUND_MS);
});
