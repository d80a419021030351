/**
 * What a caller is told of a cron expression that is none.
 */
import { expect, test } from "vitest";
import { DefinitionFaults } from "../../../src/core/definition/definition-fault.js";
import { checkTiming } from "../../../src/core/schedules/check-timing.js";
import { cron, rulesOf } from "./schedules.js";

test.each([
  ["* *", "must be a cron expression of five or six fields with spaces between them, found 2"],
  ["* * * * * * *", "five or six fields with spaces between them, found 7"],
  [" ", "must be a cron expression of five or six fields with spaces between them, found 0"],
  ["2025-01-01T00:00:00Z", "a single moment is none"],
  ["@often", "of names with @ there are @hourly, @daily, @weekly, @monthly and @yearly"],
  ["@reboot", "of names with @ there are @hourly"],
  ["99 * * * *", "its minute must be 0 to 59, not 99"],
  ["-1 * * * *", "its minute must be 0 to 59, not -1"],
  ["x-5 * * * *", "its minute must be 0 to 59, not x-5"],
  ["5-70 * * * *", "its minute must be 0 to 59, not 5-70"],
  ["1.5 * * * *", "its minute must be 0 to 59, not 1.5"],
  ["1,60,2 * * * *", "its minute must be 0 to 59, not 60"],
  ["1,,2 * * * *", "its minute must be a list of values with commas between them, one is empty"],
  ["50-10 * * * *", "its minute must be a range from the lower to the higher, not 50-10"],
  ["*/0 * * * *", "its minute must have a step from 1 to 60, not */0"],
  ["*/x * * * *", "its minute must have a step from 1 to 60, not */x"],
  ["* */25 * * *", "its hour must have a step from 1 to 24, not */25"],
  ["5/5 * * * *", "its minute must have * or a range before a step, such as */5 or 0-59/5, not 5/5"],
  ["60 * * * * *", "its second must be 0 to 59, not 60"],
  ["* 24 * * *", "its hour must be 0 to 23, not 24"],
  ["* * 0 * *", "its day of the month must be 1 to 31, L or LW alone, or a day with W such as 15W, not 0"],
  ["* * 32W * *", "its day of the month must be 1 to 31, L or LW alone, or a day with W such as 15W, not 32W"],
  ["* * 1,LW * *", "its day of the month must be 1 to 31, L or LW alone, or a day with W such as 15W, not 1,LW"],
  ["* * * 13 *", "its month must be 1 to 12 or JAN to DEC, not 13"],
  ["* * * JAN-FOO *", "its month must be 1 to 12 or JAN to DEC, not JAN-FOO"],
  ["* * * * 8", "its day of the week must be 0 to 7 or SUN to SAT"],
  ["* * * * MON#6", "also with # and 1 to 5 such as FRI#2, or L, not MON#6"],
  ["* * * * MONDAY", "its day of the week must be 0 to 7 or SUN to SAT"],
])("%s is refused by its field, with what that may be and what it is", (expression, why) => {
  const faults = new DefinitionFaults();
  checkTiming(faults, "spec", rulesOf(cron(expression)), 0);
  expect(faults.list.map(({ path }) => path)).toEqual(["spec.cron.expression"]);
  expect(faults.list[0]?.message).toContain(why);
  expect(faults.list[0]?.message).toMatch(/^must be|^its /);
  expect(faults.list[0]?.message).not.toMatch(/NaN|Pattern|seven/);
});

test.each([
  ["@daily"],
  ["  @Hourly "],
  ["0 9 * * MON-FRI"],
  ["*/5 * * * * *"],
  ["0-30/10 0 L 2 5L"],
  ["0 0 15W * FRI#2"],
  ["0 0 1W,15W JAN,FEB ?"],
])("%j is taken", (expression) => {
  const faults = new DefinitionFaults();
  checkTiming(faults, "spec", rulesOf(cron(expression)), 0);
  expect(faults.list).toEqual([]);
});
