/**
 * P8: Run of a definition of 10,000 tasks that is not stored yet, against a bare insert of the documents that it stores;
 * and Run of a stored definition of ten tasks, by name, by 64 callers.
 */
import { atLeast, each, line, ratioAtMost } from "../table.mjs";
import { takeTurns } from "../take-turns.mjs";

const WIDTH = 9_998;
const CALLERS = 64;
const FLOWS = 3_000;

export async function runRow(stage) {
  const { address, database } = await stage.server();
  const load = await stage.load("load/run-flows.mjs", {
    address,
    stored: { uri: stage.mongod.uri, database },
    bare: (await stage.ownMongod()).uri,
  });
  const runs = {
    large: () => load.run({ what: "largeThenBare", width: WIDTH }),
    registered: () => load.run({ what: "registered", count: FLOWS, callers: CALLERS }),
  };
  const { large, registered } = await takeTurns(runs, stage.rounds);
  const bare = each(large, "bareMs");
  const row = `P8 Run of ${WIDTH + 2} tasks, 1 → ${WIDTH} → 1`;
  return [
    line({ row: `${row}: bare insertMany of its documents`, figure: "time", unit: "ms", values: bare }),
    line({
      row,
      figure: "time",
      unit: "ms",
      values: each(large, "runMs"),
      against: "bare insert",
      anchors: bare,
      goal: ratioAtMost(1.5),
    }),
    line({
      row: `P8 Run of a stored definition, ${CALLERS} callers`,
      figure: "flows",
      unit: "/s",
      values: each(registered, "perSecond"),
      goal: atLeast(1000, "/s"),
    }),
  ];
}
