/**
 * Runs the scenario files. Beside their texts, every decision in them keeps the indexes of the segment true.
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Change } from "../../src/core/decision.js";
import {
  FLOW_TRANSITIONS,
  ITEM_TRANSITIONS,
  LIST_ITEM_TRANSITIONS,
  TASK_TRANSITIONS,
} from "../../src/core/state/states.js";
import { runScenario } from "./scenario-file.js";
import { ScenarioWorld } from "./scenario-world.js";

const FOLDER = join(import.meta.dirname, "scenarios");

describe("scenarios", () => {
  const exercised = new Set<string>();
  for (const file of readdirSync(FOLDER)
    .filter((name) => name.endsWith(".txt"))
    .sort()) {
    it(`${file} gives what it says`, () => {
      const world = new ScenarioWorld();
      const { expected, actual } = runScenario(join(FOLDER, file), (input) => world.run(input));
      expect(actual).toBe(expected);
      for (const change of world.changes) exercised.add(transitionOf(change));
    });
  }

  it("exercise every legal transition", () => {
    const tasks = TASK_TRANSITIONS.map(({ from, to }) => `task ${from} -> ${to}`);
    // Flows of one segment never have to wait for others.
    const inOneSegment = FLOW_TRANSITIONS.filter(({ reason }) => !reason.includes("its other segments"));
    const flows = inOneSegment.map(({ from, to }) => `flow ${from} -> ${to}`);
    const items = ITEM_TRANSITIONS.map(({ from, to }) => `item ${from} -> ${to}`);
    const listItems = LIST_ITEM_TRANSITIONS.map(({ from, to }) => `list item ${from} -> ${to}`);
    expect([...tasks, ...flows, ...items, ...listItems].filter((transition) => !exercised.has(transition))).toEqual([]);
  });
});

function transitionOf(change: Change): string {
  if (change.kind === "flow") return `flow ${change.previous.state} -> ${change.header.state}`;
  if (change.kind === "kept") return "kept otherwise";
  const { item, each } = change.entry;
  return `${item !== undefined ? "item" : each !== undefined ? "list item" : "task"} ${change.previous?.state ?? "PENDING"} -> ${change.entry.state}`;
}
