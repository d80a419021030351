/**
 * P7: TaskComplete over the memory store against the bare echo, each driven by two processes with 32 callers each through
 * the package's client.
 */
import { startReady } from "../child.mjs";
import { cpuOf } from "../process-cost.mjs";
import { each, line, ratioAtLeast } from "../table.mjs";
import { takeTurns } from "../take-turns.mjs";

const CALLERS = 32;

export async function memoryStoreRow(stage) {
  const server = await stage.memoryServer();
  const echo = stage.keep(await startReady("anchors/echo/server.mjs", [], /^echo ready (?<address>\S+)/));
  const runs = { memory: await driven(stage, server, true), echo: await driven(stage, echo, false) };
  const figures = await takeTurns(runs, stage.rounds);
  const row = `P7 TaskComplete, ${2 * CALLERS} callers`;
  const rate = (name) => each(figures[name], "perSecond");
  const cpu = (name) => each(figures[name], "cpu");
  const calls = { figure: "calls", unit: "/s" };
  const cost = { figure: "CPU of the server", unit: "µs per call" };
  return [
    line({ row: `${row}, echo`, ...calls, values: rate("echo") }),
    line({
      row: `${row}, memory store`,
      ...calls,
      values: rate("memory"),
      against: "echo",
      anchors: rate("echo"),
      goal: ratioAtLeast(0.8),
    }),
    line({ row: `${row}, memory store`, ...cost, values: cpu("memory"), against: "echo", anchors: cpu("echo") }),
  ];
}

/** A run of both processes at once on one server. */
async function driven(stage, { address, pid }, flows) {
  const start = () => stage.load("load/unary-completions.mjs", { address, callers: CALLERS, flows });
  const loads = [await start(), await start()];
  const all = (step) => Promise.all(loads.map((load) => load.run({ step })));
  return async () => {
    await all("begin");
    const begun = performance.now();
    const { result, cpu } = await cpuOf({ server: pid }, () => all("go"));
    const seconds = (performance.now() - begun) / 1000;
    await all("check");
    const calls = result.reduce((sum, load) => sum + load.calls, 0);
    return { perSecond: calls / seconds, cpu: (cpu.server / calls) * 1000 };
  };
}
