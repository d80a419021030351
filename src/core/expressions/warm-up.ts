/**
 * Evaluates small expressions until the machine has compiled what evaluates them: a large one that is the very first in a
 * process would hold it five times as long.
 */
import type { Stepwise } from "../definition/stepwise.js";
import { Expression } from "./expression.js";
import { readableOf } from "./json-values.js";

/** Loops, members, texts, lists and errors: what the dearest of the hostile expressions in the benchmarks do. */
const TEXT =
  "input.all(x, input.exists(y, y.a == x.a && (y.s + 'b').contains(x.s) || {'a': y.a} in input" +
  " || size(input.filter(z, z.a > 1).map(z, [z.a] + [2])) < 0))" +
  " && size(input.map(x, x.s.split(' '))) >= 0 && input.all(x, input.all(y, x.missing == 1))";

/** Each is parsed and evaluated in a few milliseconds, the first of all in some ten. */
const TIMES = 120;
const STEPS = 400;

/** There is a pause after each. */
export function* warmUp(): Stepwise<void> {
  const input = readableOf(Array.from({ length: 12 }, (_, a) => ({ a, s: `text ${a}` })));
  for (let times = 0; times < TIMES; times += 1) {
    try {
      new Expression(TEXT, "condition", "condition").holds({ input }, { steps: STEPS });
    } catch {
      // It takes more steps than it has.
    }
    yield;
  }
}
