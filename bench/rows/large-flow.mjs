/**
 * P9: a flow of 100,000 tasks in layers to its end, against flows of 1,000 one after the other. P11: reading that flow,
 * against reading one of 100.
 */
import { cpuOf, peakRssBytes, resetPeakRss } from "../process-cost.mjs";
import { atMost, each, line, ratioAtLeast, ratioAtMost } from "../table.mjs";
import { takeTurns } from "../take-turns.mjs";

const SLOTS = 64;
const LAYER = 100;
const SMALL = 1_000;
const SMALL_FLOWS = 10;
const LARGE = 100_000;
const READ_SMALL = 100;
const CALLS = 200;
const WORSE = 1.5;

export async function largeFlowRow(stage) {
  const server = await stage.server();
  const load = await stage.load("load/gated-flows.mjs", { address: server.address, slots: SLOTS });
  const pids = { server: server.pid, mongod: stage.mongod.pid };
  let seed = 0;
  const run = async (size, count) => {
    seed += 1;
    resetPeakRss(server.pid);
    const { tasks } = await load.run({ step: "begin", shape: "layered", size, count, callers: 1, more: [LAYER, seed] });
    const { result, cpu } = await cpuOf(pids, () => load.run({ step: "go", atOnce: 1 }));
    const { flowIds } = await load.run({ step: "check" });
    const megabytes = peakRssBytes(server.pid) / 1_000_000;
    return { ...result, cpu: ((cpu.server + cpu.mongod) / tasks) * 1000, megabytes, flowId: flowIds[0] };
  };
  const runs = { small: () => run(SMALL, SMALL_FLOWS), large: () => run(LARGE, 1) };
  // The large flow would take long, and the small ones run the same code.
  await runs.small();
  const figures = await takeTurns(runs, stage.rounds, { warmUps: 0 });
  const toRead = await run(READ_SMALL, 1);
  return [...endLines(figures), ...(await readLines(stage, server, toRead.flowId, figures.large[0].flowId))];
}

function endLines({ small, large }) {
  const [rowSmall, rowLarge] = [SMALL, LARGE].map((size) => `P9 layered flow of ${size}`);
  const rate = { figure: "tasks", unit: "/s" };
  const cpu = { figure: "CPU, server + mongod", unit: "µs per completion" };
  const against = `of ${SMALL}`;
  const notSlower = { ...ratioAtLeast(1 / WORSE), text: `≥ 1/${WORSE} ×` };
  const memory = { figure: "peak memory of the server", unit: "MB", values: each(large, "megabytes") };
  const [rates, cpus] = ["perSecond", "cpu"].map((figure) => each(small, figure));
  return [
    line({ row: rowSmall, ...rate, values: rates }),
    line({ row: rowLarge, ...rate, values: each(large, "perSecond"), against, anchors: rates, goal: notSlower }),
    line({ row: rowSmall, ...cpu, values: cpus }),
    line({ row: rowLarge, ...cpu, values: each(large, "cpu"), against, anchors: cpus, goal: ratioAtMost(WORSE) }),
    line({ row: rowLarge, ...memory, goal: atMost(512, "MB") }),
  ];
}

async function readLines(stage, { address }, small, large) {
  const load = await stage.load("load/details.mjs", { address });
  const runs = {};
  for (const step of ["summary", "page"]) {
    runs[`${step}Small`] = () => load.run({ step, flowId: small, calls: CALLS });
    runs[`${step}Large`] = () => load.run({ step, flowId: large, calls: CALLS });
  }
  const figures = await takeTurns(runs, stage.rounds);
  return ["summary", "page"].flatMap((step) => {
    const row = `P11 GetFlowDetails, ${step === "page" ? "a page of 100" : "SUMMARY"}`;
    const [smalls, larges] = ["Small", "Large"].map((size) => each(figures[step + size], "p50"));
    const about = { figure: "p50", unit: "ms" };
    const goal = ratioAtMost(1.2);
    return [
      line({ row: `${row}, of ${READ_SMALL}`, ...about, values: smalls }),
      line({
        row: `${row}, of ${LARGE}`,
        ...about,
        values: larges,
        against: `of ${READ_SMALL}`,
        anchors: smalls,
        goal,
      }),
    ];
  });
}
