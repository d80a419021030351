/**
 * What can be read off a definition alone.
 */
import { describe, expect, it } from "vitest";
import { compileDefinition } from "../../src/core/definition/compiled-definition.js";
import { criticalPath, readySet, topologicalLevels, topologicalOrder } from "../../src/core/definition/graph.js";
import { flow, task } from "./definitions.js";

// Written in an order that no order of execution can have.
const HOUSE = compileDefinition(
  flow([
    task("roof", { dependsOn: ["walls"] }),
    task("paint", { dependsOn: ["walls", "pipes"] }),
    task("walls", { dependsOn: ["ground"] }),
    task("pipes", { dependsOn: ["ground"], delayMs: 5 }),
    task("ground"),
  ]),
  "digest",
  0,
);
const DAYS: Readonly<Record<string, number>> = { ground: 1, walls: 10, pipes: 2, roof: 3, paint: 4 };

describe("the graph of a definition", () => {
  it("tells what may start when some have succeeded", () => {
    expect(readySet(HOUSE, new Set())).toEqual(["ground"]);
    expect(readySet(HOUSE, new Set(["ground"]))).toEqual(["walls", "pipes"]);
    expect(readySet(HOUSE, new Set(["ground", "walls"]))).toEqual(["roof", "pipes"]);
    expect(readySet(HOUSE, new Set(Object.keys(DAYS)))).toEqual([]);
  });

  it("orders every task after its dependencies", () => {
    const order = topologicalOrder(HOUSE);
    expect([...order].sort()).toEqual([0, 1, 2, 3, 4]);
    for (const { number, dependencies } of HOUSE.nodes) {
      for (const dependency of dependencies) expect(order.indexOf(dependency)).toBeLessThan(order.indexOf(number));
    }
  });

  it("puts tasks into the levels in which they could run", () => {
    expect(topologicalLevels(HOUSE)).toEqual([["ground"], ["walls", "pipes"], ["roof", "paint"]]);
  });

  it("finds the chain that takes longest, delays included", () => {
    expect(criticalPath(HOUSE, (name) => DAYS[name] ?? 0)).toEqual({
      tasks: ["ground", "walls", "paint"],
      durationMs: 15,
    });
    const slowPipes = (name: string) => (name === "pipes" ? 20 : (DAYS[name] ?? 0));
    expect(criticalPath(HOUSE, slowPipes)).toEqual({ tasks: ["ground", "pipes", "paint"], durationMs: 30 });
    expect(criticalPath(HOUSE, () => 0).durationMs).toBe(5);
  });

  it("of a definition without tasks is empty", () => {
    const empty = compileDefinition(flow([]), "digest", 0);
    expect(topologicalLevels(empty)).toEqual([]);
    expect(criticalPath(empty, () => 1)).toEqual({ tasks: [], durationMs: 0 });
  });
});
