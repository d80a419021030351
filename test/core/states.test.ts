/**
 * The transition tables: what they say of themselves, that nothing else can happen, and that the docs show them.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Draft } from "../../src/core/decide/draft.js";
import { untouchedEntry } from "../../src/core/decide/entry-draft.js";
import { NO_OFFERS } from "../../src/core/decision.js";
import {
  FLOW_TRANSITIONS,
  ITEM_TRANSITIONS,
  isEndedFlow,
  isLegalTaskTransition,
  isTerminalTask,
  LIST_ITEM_TRANSITIONS,
  TASK_TRANSITIONS,
  type TaskState,
  type Transition,
} from "../../src/core/state/states.js";
import { flow, task } from "./definitions.js";
import { FlowUnderTest } from "./flow-under-test.js";

const DOCS = join(import.meta.dirname, "../../docs/states.md");

describe("the tables of transitions", () => {
  it("name each transition once", () => {
    for (const table of [TASK_TRANSITIONS, FLOW_TRANSITIONS, ITEM_TRANSITIONS, LIST_ITEM_TRANSITIONS]) {
      const pairs = table.map(({ from, to }) => `${from}>${to}`);
      expect(new Set(pairs).size).toBe(pairs.length);
    }
  });

  it("let what has ended only begin once more", () => {
    const fromEnded = TASK_TRANSITIONS.filter(({ from }) => isTerminalTask(from));
    expect(new Set(fromEnded.map(({ to }) => to))).toEqual(
      new Set(["SUCCEEDED", "FAILED", "READY", "REVERTED", "PENDING", "RETRYING"]),
    );
    const reopened = FLOW_TRANSITIONS.filter(({ from }) => isEndedFlow(from));
    expect(new Set(reopened.map(({ to }) => to))).toEqual(new Set(["RUNNING"]));
  });

  it("let a task that has ended only be undone or reset, or be meant to be", () => {
    const leaving = TASK_TRANSITIONS.filter(({ from, to }) => isTerminalTask(from) && from !== to);
    const ways = new Set(
      leaving.map(({ from, to }) => (from === "SUCCEEDED" || from === "FAILED" ? to : `${from}>${to}`)),
    );
    expect([...ways].sort()).toEqual([
      "CANCELLED>PENDING",
      "PENDING",
      "READY",
      "RETRYING",
      "REVERTED",
      "REVERTED>PENDING",
      "REVERT_FAILED>PENDING",
      "SKIPPED>PENDING",
    ]);
  });

  it("are those of docs/states.md", () => {
    const docs = readFileSync(DOCS, "utf8");
    expect(docs).toContain(table(TASK_TRANSITIONS));
    expect(docs).toContain(table(FLOW_TRANSITIONS));
    expect(docs).toContain(table(ITEM_TRANSITIONS));
    expect(docs).toContain(table(LIST_ITEM_TRANSITIONS));
  });

  it("are the only ways: anything else is a bug that throws before it changes anything", () => {
    const states: readonly TaskState[] = ["RUNNING", "PAUSED", "REVERTING", "REVERTED", "RETRYING"];
    for (const state of states.filter((to) => !isLegalTaskTransition("PENDING", to))) {
      const draft = draftOf("a");
      expect(() => draft.put(0, { ...untouchedEntry(), state })).toThrow(
        `illegal transition of task a from PENDING to ${state}`,
      );
      expect(draft.changes).toEqual([]);
      expect(draft.segment.entry(0)).toBeUndefined();
    }
    expect(() => draftOf("a").putFlow({ state: "REVERTING" })).toThrow(
      "illegal transition of the flow from PENDING to REVERTING",
    );
  });
});

/** A draft on a flow that has not started. */
function draftOf(name: string): Draft {
  const { segment } = new FlowUnderTest(flow([task(name)]), NO_OFFERS, { notBeforeTime: 10_000 });
  return new Draft(segment, { now: 0, random: () => 0, tokenBits: () => "", offers: NO_OFFERS });
}

/** As the docs show it. */
function table<State>(transitions: readonly Transition<State>[]): string {
  const rows = transitions.map(({ from, to, reason }) => `| ${from} | ${to} | ${reason} |`);
  return ["| from | to | because |", "|---|---|---|", ...rows].join("\n");
}
