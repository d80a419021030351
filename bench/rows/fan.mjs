/**
 * P4: one task, then 1,000 or 10,000 beside each other, then one that waits for all of them; 64 slots.
 */
import { MongoClient } from "mongodb";
import { commitsUntilJoin, logPosition } from "../oplog.mjs";
import { anchorLines, atMost, each, line, ratioAtLeast } from "../table.mjs";
import { takeTurns } from "../take-turns.mjs";

const SLOTS = 64;
const WIDTHS = [1_000, 10_000];
/** Of the anchor that is too slow for as many. */
const NARROW = 200;

export async function fanRow(stage) {
  const lines = [];
  for (const width of WIDTHS) lines.push(...(await fanOf(stage, width)));
  return lines;
}

async function fanOf(stage, width) {
  const server = await stage.server(String(width));
  const load = await stage.load("load/flows.mjs", { addresses: [server.address], slots: SLOTS });
  const anchors = await stage.anchorLoads(["bullmq", "temporal"], { slots: SLOTS });
  const client = new MongoClient(stage.mongod.uri);
  const runs = {
    lazyengine: async () => {
      const before = await logPosition(client);
      const figures = await load.run({ shape: "fan", size: width });
      const commits = await commitsUntilJoin(client, server.database, figures.flowIds[0], before);
      return { ...figures, commits };
    },
  };
  for (const [name, anchor] of Object.entries(anchors)) {
    runs[name] = () => anchor.run({ shape: "fan", size: name === "temporal" ? NARROW : width });
  }
  const figures = await takeTurns(runs, stage.rounds).finally(() => client.close());
  const row = `P4 1 → ${width} → 1`;
  const about = { row, figure: "tasks", unit: "/s", values: each(figures.lazyengine, "perSecond") };
  const goals = { bullmq: ratioAtLeast(4), temporal: ratioAtLeast(20) };
  const labels = { bullmq: "BullMQ", temporal: `Temporal, ${NARROW} wide` };
  const commits = { unit: "commits", values: each(figures.lazyengine, "commits"), goal: atMost(2, "commits") };
  return [
    line(about),
    ...anchorLines({ ...about, stage, figures, goals, labels }),
    line({ row, figure: "join ready after the last completion", ...commits }),
  ];
}
