// Servers whose clocks are two hours apart, and jump: leases and order go by the database's clock.
import { existsSync } from "node:fs";
import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { seededRandom } from "../core/seeded-random.js";
import { endServers, type Serving, serve } from "../kill/serving.js";
import { testDatabase } from "../mongod/database.js";
import { rounds, SEED, tell } from "./form.js";
import { startLoad } from "./load.js";

const JUMPS = rounds(4, 40);
const JUMP_LIMIT_MS = 60_000;
const HOUR_S = 3_600;
/** A date has whole seconds, and comes late on a busy machine; jumps are of minutes. */
const CLOSE_MS = 5_000;
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
    ] as const;
    await shows(servers[0], HOUR_S);
    await shows(servers[1], -HOUR_S);
    // Nobody leaves a task: where one is handed over again, a lease has ended that was kept.
    const load = await startLoad({ addresses: servers.map(({ address }) => address), seed: SEED, forgetful: 0 });
    for (let jump = 0; jump < JUMPS; jump += 1) {
      await load.acknowledgements(150);
      const [which, seconds] = [random.below(2) as 0 | 1, random.below(2 * HOUR_S) - HOUR_S];
      await set(clocks[which], seconds);
      await shows(servers[which], seconds);
    }
    await load.acknowledgements(150);
    const lost = attemptsAfterTheFirst(load.history.all());
    const { faults, seen } = await load.finish();
    tell("clocks", `${JUMPS} jumps, ${lost} later attempts; ${seen}`);
    expect(faults).toEqual([]);
    expect(lost).toBe(0);
  });
});

/** What a server's clock says beside the real one; it is read anew at every look, and never half written. */
async function set(clock: string, seconds: number): Promise<void> {
  await writeFile(`${clock}.new`, `${seconds < 0 ? "" : "+"}${seconds}`);
  await rename(`${clock}.new`, clock);
}

/** Resolves when the server's own clock is so far from this one's: what it dates its answers by is the wall clock. */
async function shows({ http }: Serving, seconds: number): Promise<void> {
  const apart = async () => {
    const { headers } = await fetch(`http://${http}/healthz`);
    return Math.abs(Date.parse(headers.get("date") ?? "") - Date.now() - seconds * 1_000);
  };
  await expect.poll(apart, { timeout: JUMP_LIMIT_MS / 2 }).toBeLessThan(CLOSE_MS);
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
