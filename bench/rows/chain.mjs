/**
 * P1 and P2: a chain of 1,000 tasks through one idle server and one executor, by stream and by unary calls, against the
 * floor and the other engines.
 */
import { handOverFigures } from "../figures.mjs";
import { anchorLines, each, line, ratioAtLeast, ratioAtMost } from "../table.mjs";
import { takeTurns } from "../take-turns.mjs";

const LENGTH = 1_000;
/** Of the anchors that are too slow for as many. TaskFlow's cost per task grows with the chain: this one suits it. */
const SHORT = 50;
/** A thousand completions are few for a compiler. */
const WARM_UPS = 2;

export async function chainRow(stage) {
  const { address } = await stage.server();
  const floor = await stage.floor();
  const loads = {
    floor: await stage.load("anchors/floor/load.mjs", { address: floor.address }),
    stream: await stage.load("load/chain-by-stream.mjs", { address }),
    unary: await stage.load("load/chain-by-unary.mjs", { watchAddress: address, completeAddress: address }),
  };
  const runs = {};
  for (const [name, load] of Object.entries(loads)) {
    runs[name] = async () => handOverFigures(await load.run({ length: LENGTH }));
  }
  const anchors = await stage.anchorLoads(["bullmq", "temporal", "taskflow"], { slots: 1 });
  for (const [name, load] of Object.entries(anchors)) {
    const size = name === "bullmq" ? LENGTH : SHORT;
    runs[name] = async () => {
      const figures = await load.run({ shape: "chain", size });
      // Those that hand over through a queue tell when: from one completion to the next task, as for the others.
      return figures?.latencies === undefined ? figures : handOverFigures(figures.latencies);
    };
  }
  return linesOf(stage, await takeTurns(runs, stage.rounds, { warmUps: WARM_UPS }));
}

function linesOf(stage, figures) {
  const floor = (figure) => each(figures.floor, figure);
  const figureOf = (name, figure, label, more = {}) =>
    line({
      row: rowOf(name, figure),
      figure: label,
      unit: figure === "perSecond" ? "/s" : "ms",
      values: each(figures[name], figure),
      ...more,
    });
  const againstFloor = (name, figure, label, goal) =>
    figureOf(name, figure, label, { against: "floor", anchors: floor(figure), goal });
  const against = {
    bullmq: "BullMQ",
    temporal: `Temporal, chain of ${SHORT}`,
    taskflow: `TaskFlow, chain of ${SHORT}`,
  };
  const goals = { bullmq: ratioAtLeast(0.45), temporal: ratioAtLeast(12), taskflow: ratioAtLeast(8) };
  const ends = (name) => [
    figureOf(name, "firstHundred", "p50 of the first 100"),
    figureOf(name, "lastHundred", "p50 of the last 100"),
    figureOf(name, "p99", "hand-over p99", {
      against: "its own p50",
      anchors: each(figures[name], "p50"),
      goal: ratioAtMost(4),
    }),
  ];
  return [
    figureOf("floor", "p50", "hand-over p50"),
    figureOf("floor", "p99", "hand-over p99"),
    ...(figures.bullmq === undefined ? [] : [figureOf("bullmq", "p50", "hand-over p50")]),
    againstFloor("stream", "p50", "hand-over p50", ratioAtMost(1)),
    ...ends("stream"),
    againstFloor("unary", "p50", "hand-over p50", ratioAtMost(1.15)),
    ...ends("unary"),
    figureOf("floor", "perSecond", "tasks"),
    againstFloor("stream", "perSecond", "tasks", ratioAtLeast(0.95)),
    ...anchorLines({
      row: rowOf("stream", "perSecond"),
      figure: "tasks",
      unit: "/s",
      values: each(figures.stream, "perSecond"),
      stage,
      figures,
      goals,
      labels: against,
    }),
  ];
}

function rowOf(name, figure) {
  return `${figure === "perSecond" ? "P2" : "P1"} chain of ${LENGTH}, ${name}`;
}
