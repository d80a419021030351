/**
 * P12: 1,000 idle streams of WatchReadyTasks: how much memory of the server each takes, on a connection of its own and with
 * 100 to a connection; and the chain of P1 beside them. Each round has a server of its own, so that no round's memory is
 * another's.
 */
import { setTimeout as delay } from "node:timers/promises";
import { quantile } from "../figures.mjs";
import { rssBytes } from "../process-cost.mjs";
import { atMost, each, line, ratioAtMost } from "../table.mjs";

const WATCHERS = 1_000;
const CONNECTIONS = [WATCHERS, WATCHERS / 100];
const LENGTH = 1_000;
const WARM_UP = 300;
const SETTLE_MS = 5_000;
/** Of the server: the watchers and whoever works beside them. */
const ROOM = ["--max-connections", String(2 * WATCHERS)];

export async function watchersRow(stage) {
  const lines = [];
  for (const connections of CONNECTIONS) {
    const rounds = [];
    for (let round = 0; round < stage.rounds; round += 1) rounds.push(await roundOn(stage, connections, round));
    const row = `P12 ${WATCHERS} idle watchers, ${connections} connections`;
    const memory = { figure: "memory of the server", unit: "kB each", values: each(rounds, "kilobytes") };
    const chain = { figure: "hand-over p50 of P1's chain, stream", unit: "ms", values: each(rounds, "beside") };
    const without = { against: "without them", anchors: each(rounds, "alone") };
    lines.push(
      line({ row, ...memory, goal: atMost(60, "kB") }),
      line({ row, ...chain, ...without, goal: ratioAtMost(1.2) }),
    );
  }
  return lines;
}

async function roundOn(stage, connections, round) {
  const server = await stage.server(`${connections}_${round}`, ROOM);
  const chain = await stage.load("load/chain-by-stream.mjs", { address: server.address });
  const watchers = await stage.load("load/watchers.mjs", { address: server.address });
  const p50 = async (length) => quantile(await chain.run({ length }), 0.5);
  await p50(WARM_UP);
  const alone = await p50(LENGTH);
  await delay(SETTLE_MS);
  const before = rssBytes(server.pid);
  await watchers.run({ step: "open", watchers: WATCHERS, connections });
  await delay(SETTLE_MS);
  const kilobytes = (rssBytes(server.pid) - before) / 1000 / WATCHERS;
  const beside = await p50(LENGTH);
  for (const running of [watchers, chain, server]) await stage.stop(running);
  return { alone, kilobytes, beside };
}
