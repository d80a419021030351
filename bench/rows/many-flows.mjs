/**
 * P3: 500 flows of ten tasks (a chain of four, then a diamond), 64 slots, from the first Run to the last completion.
 */
import { anchorLines, each, line, ratioAtLeast } from "../table.mjs";
import { takeTurns } from "../take-turns.mjs";

const SLOTS = 64;
/** Run, or add, is called by so many at once. */
const CALLERS = 64;
const FLOWS = 500;
/** Of the anchor that is too slow for as many. */
const FEW = 30;

export async function manyFlowsRow(stage) {
  const { address } = await stage.server();
  const load = await stage.load("load/flows.mjs", { addresses: [address], slots: SLOTS });
  const anchors = await stage.anchorLoads(["bullmq", "temporal"], { slots: SLOTS });
  const many = { shape: "chainAndDiamond", callers: CALLERS, count: FLOWS };
  const runs = { lazyengine: () => load.run(many) };
  for (const [name, anchor] of Object.entries(anchors)) {
    runs[name] = () => anchor.run(name === "temporal" ? { ...many, count: FEW } : many);
  }
  const figures = await takeTurns(runs, stage.rounds);
  const row = `P3 ${FLOWS} flows × 10`;
  const about = { row, figure: "tasks", unit: "/s", values: each(figures.lazyengine, "perSecond") };
  const goals = { bullmq: { ...ratioAtLeast(1.2), text: "≥ 1.2 × (stretch 1.8)" }, temporal: ratioAtLeast(40) };
  const labels = { bullmq: "BullMQ", temporal: `Temporal, ${FEW} flows` };
  return [line(about), ...anchorLines({ ...about, stage, figures, goals, labels })];
}
