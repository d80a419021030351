/**
 * What a caller is told of a cron expression that is none.
 */
import { expect, test } from "vitest";
import { DefinitionFaults } from "../../../src/core/definition/definition-fault.js";
import { checkTiming } from "../../../src/core/schedules/check-timing.js";
import { cron, rulesOf } from "./schedules.js";

test.each([
  ["* *", "five or six parts with spaces between them are required"],
  ["* * * * * * *", "requires exactly 5 or 6 parts"],
  ["99 * * * *", "Invalid value for minute: 99"],
  ["2025-01-01T00:00:00Z", "a single moment is none"],
])("%s is refused with what is accepted", (expression, why) => {
  const faults = new DefinitionFaults();
  checkTiming(faults, "spec", rulesOf(cron(expression)), 0);
  expect(faults.list.map(({ path }) => path)).toEqual(["spec.cron.expression"]);
  expect(faults.list[0]?.message).toContain(why);
  expect(faults.list[0]?.message).not.toContain("seven");
});
