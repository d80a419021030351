/**
 * P6: commands to the database and syncs of its journal for each completion, at 64 in flight: over 64 flows, one task of
 * each, which is the dearest way of having 64 in flight, and within one flow.
 */
import { mongodCounts } from "../mongod-counts.mjs";
import { atMost, each, line } from "../table.mjs";
import { takeTurns } from "../take-turns.mjs";

const SLOTS = 64;
const LOADS = {
  "64 chains of 100": { shape: "chain", size: 100, count: 64, callers: 64 },
  "1 → 10000 → 1": { shape: "fan", size: 10_000 },
};

export async function commandsRow(stage) {
  const { address } = await stage.server();
  const load = await stage.load("load/gated-flows.mjs", { address, slots: SLOTS });
  const runs = {};
  for (const [name, parameters] of Object.entries(LOADS)) {
    runs[name] = async () => {
      const { tasks } = await load.run({ step: "begin", ...parameters });
      const { commands, byName, syncs } = await mongodCounts(stage.mongod.uri, () =>
        load.run({ step: "go", atOnce: 64 }),
      );
      await load.run({ step: "check" });
      return { commands: commands / tasks, syncs: syncs / tasks, byName };
    };
  }
  const figures = await takeTurns(runs, stage.rounds);
  return Object.entries(figures).flatMap(([name, rounds]) => {
    const row = `P6 64 in flight, ${name}`;
    const commands = { figure: "database commands", unit: "per completion", values: each(rounds, "commands") };
    const syncs = { figure: "journal syncs", unit: "per completion", values: each(rounds, "syncs") };
    return [
      { ...line({ row, ...commands, goal: atMost(0.1, "per completion") }), byName: each(rounds, "byName") },
      line({ row, ...syncs, goal: atMost(0.05, "per completion") }),
    ];
  });
}
