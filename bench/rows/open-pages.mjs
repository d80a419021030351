/**
 * P18: what ten open pages take of the throughput: ten lists of flows while many small flows run, ten pages of one wide flow
 * while it runs. Flows are run up to a gate before, so that a page of theirs can be opened; which of the two comes first
 * changes from round to round.
 */
import { cpuOf } from "../process-cost.mjs";
import { each, line, ratioAtLeast, ratioAtMost } from "../table.mjs";

const PAGES = 10;
const SLOTS = 64;
const LOADS = [
  { pages: "lists", flows: "300 flows × 10", shape: "chainAndDiamond", count: 300, atOnce: 64 },
  { pages: "pages of the flow", flows: "1 → 4,000 → 1", shape: "fan", size: 4_000, count: 1, atOnce: 1 },
];

export async function openPagesRow(stage) {
  const lines = [];
  for (const load of LOADS) lines.push(...(await linesOf(stage, load)));
  return lines;
}

async function linesOf(stage, { pages, flows, ...shape }) {
  const server = await stage.server(shape.shape);
  const pids = { server: server.pid, mongod: stage.mongod.pid };
  const load = await stage.load("load/gated-flows.mjs", { address: server.address, slots: SLOTS });
  const viewers = await stage.load("load/open-pages.mjs", { http: server.http });
  const once = async (watched) => {
    const { tasks, flowIds } = await load.run({ step: "begin", ...shape });
    if (watched) await viewers.run({ step: "open", pages: PAGES, ...(shape.count === 1 && { flowId: flowIds[0] }) });
    const { result, cpu } = await cpuOf(pids, () => load.run({ step: "go", atOnce: shape.atOnce }));
    await load.run({ step: "check" });
    const { bytes } = await viewers.run({ step: "close" });
    const microseconds = ((cpu.server + cpu.mongod) * 1_000) / tasks;
    return { perSecond: result.perSecond, microseconds, kilobytes: bytes / 1_000 / PAGES };
  };
  await once(false);
  const [seen, alone] = [[], []];
  for (let round = 0; round < stage.rounds; round += 1) {
    for (const watched of round % 2 === 0 ? [false, true] : [true, false]) {
      (watched ? seen : alone).push(await once(watched));
    }
  }
  const against = "none open";
  const row = `P18 ${flows}, ${PAGES} ${pages} open`;
  const rate = { row, figure: "tasks", unit: "/s", goal: ratioAtLeast(0.95), against };
  const cost = { row, figure: "CPU of server and mongod", unit: "µs a task", goal: ratioAtMost(1.05), against };
  return [
    line({ ...rate, values: each(seen, "perSecond"), anchors: each(alone, "perSecond") }),
    line({ ...cost, values: each(seen, "microseconds"), anchors: each(alone, "microseconds") }),
    line({ row, figure: "sent to each page", unit: "kB", values: each(seen, "kilobytes") }),
  ];
}
