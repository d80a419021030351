/**
 * Random trees of flows with edges of all kinds and lists, each flow followed by the reference model of edges and joins, after
 * every command, whatever is lost, late or told twice between them. `SEED=n` runs one again; `GRAPHS=n` runs more of them.
 */
import { expect, test } from "vitest";
import { isEndedFlow } from "../../src/core/state/states.js";
import { ControlStory } from "../simulation/checks/control-story.js";
import { type FamilyGraph, familyTree, graphWithin, randomFamilyGraph } from "./family-graph.js";
import { NestedTree } from "./nested-tree.js";
import { type SeededRandom, seededRandom } from "./seeded-random.js";
import { chosenSeeds } from "./seeds.js";
import type { TreeWitness } from "./tree-graph.js";

const { first: FIRST, count: COUNT } = chosenSeeds(500);
const STEPS = 20_000;

/** Of each flow of the tree what its model says. */
function followedBy(root: FamilyGraph): TreeWitness {
  const graphs = new Map([["f", root]]);
  const stories = new Map<string, ControlStory>();
  return (before, after) => {
    const { flowId, flow } = after;
    const above = flow.parent && graphs.get(flow.parent.flowId);
    const graph = flow.parent && above ? graphWithin(above, flow.parent.taskId) : root;
    graphs.set(flowId, graph);
    const story = (before && stories.get(flowId)) ?? new ControlStory(graph.control);
    stories.set(flowId, story);
    story.tell(before, after);
  };
}

/** Until nothing is left to do or to tell; returns how many flows there were. */
function live(seed: number, between: (tree: NestedTree, random: SeededRandom) => void): number {
  const random = seededRandom(seed);
  const graph = randomFamilyGraph(random);
  const tree = new NestedTree(familyTree(graph), random, followedBy(graph));
  for (let step = 0; step < STEPS; step += 1) {
    between(tree, random);
    tree.expectNoStrays();
    if (tree.goOn()) continue;
    const flows = [...tree.flows.values()];
    if (tree.isQuiet && flows.every(({ segment }) => isEndedFlow(segment.flow.state))) return flows.length;
    for (const flow of flows) if (flow.segment.flow.state === "SUSPENDED") tree.control(flow, "resume");
    tree.wait();
  }
  throw new Error(`not at its end after ${STEPS} steps: ${tree.root.segment.flow.state}`);
}

function eachSeed(check: (seed: number) => number): void {
  let flows = 0;
  for (let seed = FIRST; seed < FIRST + COUNT; seed += 1) {
    try {
      flows += check(seed);
    } catch (error) {
      throw new Error(`SEED=${seed}`, { cause: error });
    }
  }
  expect(flows).toBeGreaterThan(COUNT);
}

test(`${COUNT} families do as the model says, from seed ${FIRST}`, () => {
  eachSeed((seed) => live(seed, () => undefined));
});

test(`${COUNT} families that rest and go on now and then do as the model says, from seed ${FIRST}`, () => {
  eachSeed((seed) =>
    live(seed, (tree, random) => {
      if (random.chance(0.08)) tree.control(random.pick([...tree.flows.values()]), random.pick(["suspend", "resume"]));
    }),
  );
});

test(`${COUNT} families end when some of them are cancelled, from seed ${FIRST}`, () => {
  eachSeed((seed) =>
    live(seed, (tree, random) => {
      const flow = random.pick([...tree.flows.values()]);
      if (random.chance(0.04)) tree.control(flow, random.pick(["suspend", "resume", "cancel"]));
    }),
  );
});
