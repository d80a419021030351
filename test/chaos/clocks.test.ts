// Servers whose clocks are two hours apart, and jump: leases and order go by the database's clock.
import { existsSync } from "node:fs";
import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { seededRandom } from "../core/seeded-random.js";
import { endServers, serve } from "../kill/serving.js";
import { testDatabase } from "../mongod/database.js";
import { rounds, SEED, tell } from "./form.js";
import { startLoad } from "./load.js";

const JUMPS = rounds(4, 40);
const JUMP_LIMIT_MS = 60_000;
const HOUR_S = 3_600;
const library = ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64"]
  .map((folder) => join(folder, "faketime/libfaketime.so.1"))
  .find((path) => existsSync(path));
if (library === undefined) console.warn("clocks are not tried: libfaketime is not there (make tools)");

let folder = "";
afterEach(async () => {
  await endServers();
  await rm(folder, { recursive: true, force: true });
});

describe.skipIf(library === undefined)("clocks", () => {
  test(`of two servers, hours apart, jump ${JUMPS} times and change nothing`, {
    timeout: JUMP_LIMIT_MS * (JUMPS + 2),
  }, async () => {
    folder = await mkdtemp(join(tmpdir(), "lazyengine-clocks-"));
    const { uri, dbName } = testDatabase();
    const random = seededRandom(SEED);
    const clocks = [join(folder, "first"), join(folder, "second")] as const;
    await set(clocks[0], HOUR_S);
    await set(clocks[1], -HOUR_S);
    const servers = [
      await serve(uri, dbName, { env: faked(clocks[0]) }),
      await serve(uri, dbName, { env: faked(clocks[1]) }),
    ];
    const load = await startLoad({ addresses: servers.map(({ address }) => address), seed: SEED });
    for (let jump = 0; jump < JUMPS; jump += 1) {
      await load.acknowledgements(150);
      await set(random.pick(clocks), random.below(2 * HOUR_S) - HOUR_S);
    }
    const lost = attemptsAfterTheFirst(load.history.all());
    const { faults, seen } = await load.finish();
    tell("clocks", `${JUMPS} jumps, ${lost} later attempts; ${seen}`);
    expect(faults).toEqual([]);
  });
});

/** What a server's clock says beside the real one; it is read anew at every look, and never half written. */
async function set(clock: string, seconds: number): Promise<void> {
  await writeFile(`${clock}.new`, `${seconds < 0 ? "" : "+"}${seconds}`);
  await rename(`${clock}.new`, clock);
}

function faked(clock: string): Readonly<Record<string, string>> {
  return {
    LD_PRELOAD: library ?? "",
    FAKETIME_TIMESTAMP_FILE: clock,
    FAKETIME_NO_CACHE: "1",
    FAKETIME_DONT_FAKE_MONOTONIC: "1",
  };
}

function attemptsAfterTheFirst(
  entries: readonly { readonly event: { readonly kind: string; readonly attempt?: number } }[],
): number {
  return entries.filter(({ event }) => event.kind === "handed_over" && (event.attempt ?? 1) > 1).length;
}
