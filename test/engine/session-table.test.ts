/**
 * The table of sessions: a backlog is there as long as somebody uses it.
 */
import { expect, test } from "vitest";
import { SessionTable } from "../../src/engine/sessions/session-table.js";

test("to forget a backlog that another has taken the place of does not touch that one", () => {
  const table = new SessionTable();
  const before = table.backlog("default", "work", "");
  table.forgetIfUnused(before);
  const after = table.backlog("default", "work", "");
  after.waiters.add(() => undefined);
  table.forgetIfUnused(before);
  expect(after).not.toBe(before);
  expect(table.concerned("default", "work", "f")).toEqual([after]);
});
