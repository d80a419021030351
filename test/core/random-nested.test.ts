/**
 * Random trees of flows against their reference model, whatever is lost, late or told twice between them. `SEED=n` runs
 * one again; `GRAPHS=n` runs more of them.
 */
import { expect, test } from "vitest";
import { childFlowId } from "../../src/core/state/nesting.js";
import type { Segment } from "../../src/core/state/segment.js";
import { isEndedFlow } from "../../src/core/state/states.js";
import { type ModelFlow, modelOf, nestedTreeGraph, randomNestedGraph } from "./nested-graph.js";
import { NestedTree } from "./nested-tree.js";
import { seededRandom } from "./seeded-random.js";
import { chosenSeeds } from "./seeds.js";

const { first: FIRST, count: COUNT } = chosenSeeds(500);
const STEPS = 10_000;
/** After so many everything succeeds. */
const TRIES = 3;

function eachSeed(check: (seed: number) => void): void {
  for (let seed = FIRST; seed < FIRST + COUNT; seed += 1) {
    try {
      check(seed);
    } catch (error) {
      throw new Error(`SEED=${seed}`, { cause: error });
    }
  }
}

function treeOf(seed: number) {
  const random = seededRandom(seed);
  const graph = randomNestedGraph(random);
  return { graph, random, tree: new NestedTree(nestedTreeGraph(graph), random) };
}

/** Until nothing is left to do or to tell. */
function toTheEnd(tree: NestedTree, between: () => void = () => undefined): void {
  for (let step = 0; step < STEPS; step += 1) {
    between();
    if (tree.goOn()) continue;
    if (tree.isQuiet && isEndedFlow(tree.root.segment.flow.state)) return;
    tree.wait();
  }
  throw new Error(`not at its end after ${STEPS} steps: ${tree.root.segment.flow.state}`);
}

/** The flow, its tasks and the flows within are as the model has them; returns how many flows that are. */
function expectAsModelled(tree: NestedTree, segment: Segment, model: ModelFlow): number {
  expect(segment.flow.state).toBe(model.state);
  let flows = 1;
  for (const [name, task] of model.tasks) {
    const number = segment.numberOf(name) ?? -1;
    expect(segment.stateOf(number), name).toBe(task.state);
    for (const [index, within] of task.flows.entries()) {
      const child = tree.flows.get(childFlowId(segment.address, number, index + 1));
      if (child === undefined) throw new Error(`attempt ${index + 1} of ${name} is no flow`);
      flows += expectAsModelled(tree, child.segment, within);
    }
  }
  return flows;
}

test(`${COUNT} trees end as the model says, from seed ${FIRST}`, () => {
  eachSeed((seed) => {
    const { graph, tree } = treeOf(seed);
    toTheEnd(tree, () => tree.expectNoStrays());
    expect(tree.flows.size).toBe(expectAsModelled(tree, tree.root.segment, modelOf(graph, 1)));
  });
});

test(`${COUNT} trees rest and go on as those at their top do, from seed ${FIRST}`, () => {
  eachSeed((seed) => {
    const { graph, random, tree } = treeOf(seed);
    const { root } = tree;
    toTheEnd(tree, () => {
      const { state } = root.segment.flow;
      if (state === "RUNNING" && random.chance(0.05)) tree.control(root, "suspend");
      else if (state === "SUSPENDED") {
        for (const { segment } of tree.flows.values()) {
          const isAtRest = isEndedFlow(segment.flow.state) || segment.flow.state === "SUSPENDED";
          expect(isAtRest || segment.flow.parent?.order === undefined, segment.flow.state).toBe(true);
        }
        if (random.chance(0.3)) tree.control(root, "resume");
      }
    });
    expect(tree.flows.size).toBe(expectAsModelled(tree, root.segment, modelOf(graph, 1)));
  });
});

test(`${COUNT} trees go on after their end until all has succeeded, from seed ${FIRST}`, () => {
  let reopened = 0;
  eachSeed((seed) => {
    const { random, tree } = treeOf(seed);
    const { root } = tree;
    for (let tries = 0; root.segment.flow.state !== "SUCCEEDED"; tries += 1) {
      tree.isMended = tries >= TRIES;
      if (tries > 20) throw new Error(`${root.segment.flow.state} after ${tries} tries`);
      toTheEnd(tree, () => {
        tree.expectNoStrays();
        if (!random.chance(0.05)) return;
        const flow = random.pick([...tree.flows.values()]);
        if (flow.segment.flow.parent?.order !== undefined && tree.retry(flow)) reopened += 1;
      });
      const failed = [...tree.flows.values()].filter(
        (flow) => flow.segment.flow.state === "FAILED" && tree.counts(flow),
      );
      if (failed.length > 0 && tree.retry(random.pick(failed))) reopened += 1;
    }
    // Those that its tasks are at last have succeeded, too, and nobody waits for one that has ended.
    for (const flow of tree.flows.values()) {
      const { segment } = flow;
      if (tree.counts(flow)) expect(segment.flow.state).toBe("SUCCEEDED");
      expect(segment.family.children.size).toBe(0);
    }
  });
  expect(reopened).toBeGreaterThan(0);
});

test(`${COUNT} trees end as a whole when they are cancelled, from seed ${FIRST}`, () => {
  eachSeed((seed) => {
    const { random, tree } = treeOf(seed);
    const { root } = tree;
    toTheEnd(tree, () => {
      const flow = random.pick([...tree.flows.values()]);
      if (random.chance(0.03))
        tree.control(random.chance(0.5) ? root : flow, random.pick(["suspend", "resume", "cancel"]));
      if (root.segment.flow.state === "SUSPENDED" && random.chance(0.2)) tree.control(root, "resume");
      for (const one of [...tree.flows.values()]) {
        if (one.segment.flow.state === "SUSPENDED" && random.chance(0.02)) tree.control(one, "resume");
      }
    });
    for (const { segment } of tree.flows.values()) expect(isEndedFlow(segment.flow.state)).toBe(true);
  });
});
