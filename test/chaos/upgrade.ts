// A rolling upgrade under load, and its way back: two servers of an older build become this one's, one after the other, and
// the older build's again. Not one of the tests, since it needs that build: `make upgrade PREVIOUS=path/of/its/checkout`.
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";
import { endServers, type Serving, serve } from "../kill/serving.js";
import { testDatabase } from "../mongod/database.js";
import { distUrl } from "../run/once-per-run.js";
import { rounds, SEED, tell } from "./form.js";
import { startLoad } from "./load.js";

const PREVIOUS = process.env["LAZYENGINE_PREVIOUS"] ?? "";
/** How often both are replaced, there and back. */
const ROUNDS = rounds(2, 20);
/** Between two replacements. */
const COMPLETIONS = 200;
const ROUND_LIMIT_MS = 180_000;

afterEach(endServers);

test(`two servers are replaced by those of another build and back, ${ROUNDS} times`, {
  timeout: ROUND_LIMIT_MS * (ROUNDS + 1),
}, async () => {
  const { uri, dbName } = testDatabase();
  const previous = `${PREVIOUS}/dist/cli/main.js`;
  const current = fileURLToPath(new URL("bin/lazyengine.js", await distUrl()));
  const servers = [await serve(uri, dbName, { main: previous }), await serve(uri, dbName, { main: previous })] as const;
  const load = await startLoad({ addresses: servers.map(({ address }) => address), seed: SEED });
  const stops: number[] = [];
  const replace = async (server: Serving, main: string) => {
    await load.acknowledgements(COMPLETIONS);
    stops.push(await server.stop());
    await server.restart(main);
  };
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const main of [current, previous]) for (const server of servers) await replace(server, main);
  }
  // The last word is this build's: it ends what the other one began.
  for (const server of servers) await replace(server, current);
  const { faults, seen } = await load.finish();
  tell("upgrade", `${stops.length} replacements, each stopped within ${Math.round(Math.max(...stops))} ms; ${seen}`);
  expect(faults).toEqual([]);
});
