/**
 * What is told of a number that cannot be taken: bounds that somebody has set, and no others.
 */
import { expect, test } from "vitest";
import { integer, wholeNumberFrom } from "../../src/cli/option-values.js";

test.each([
  [wholeNumberFrom(1), "0", "must be a whole number of at least 1"],
  [wholeNumberFrom(0), "1.5", "must be a whole number of at least 0"],
  [integer, "many", "must be a whole number"],
])("%# names its bounds", (parse, given, why) => {
  expect(() => parse(given)).toThrow(why);
  expect(() => parse(given)).not.toThrow(/9007199254740991/);
});
