/**
 * Recorded worlds on the real thing: what happened in simulated worlds happens again on a MongoDB behind a network that
 * delays, drops and cuts, and must end in the same states by the same answers. `make replay REPLAYS=n` replays n worlds,
 * `make replay SEED=n` one.
 */
import { expect, onTestFinished, test, vi } from "vitest";
import { migrateDatabase } from "../../../src/store/mongo/migrate-database.js";
import type { SegmentFormat } from "../../../src/store/mongo/segment-formats.js";
import { chosenSeeds } from "../../core/seeds.js";
import { BOTH, CURRENT, OLDER } from "../../store/older-format.js";
import { expectHostile, HOSTILE } from "./network-faults.js";
import { replayWorlds } from "./replay-worlds.js";
import { startRig } from "./rig.js";

const { REPLAYS } = process.env;
const { first: FIRST, count: COUNT } = chosenSeeds(100, REPLAYS);
/** A hundred take half a minute on two idle cores; the bound only tells a slow machine from one that waits for ever. */
const LIMIT_MS = 300_000 + COUNT * 5_000;
/** In fewer it may happen that nothing happens. */
const WORLDS_FOR_FAULTS = 50;
const UPGRADED = Math.ceil(COUNT * 0.4);

test(
  `${COUNT} worlds from seed ${FIRST} on end on MongoDB as they did in the simulation`,
  async () => {
    const rig = await startRig(FIRST, HOSTILE);
    onTestFinished(() => rig.close());
    const began = performance.now();
    const counts = await replayWorlds(rig, FIRST, COUNT);
    const seconds = ((performance.now() - began) / 1000).toFixed(0);
    const { worlds, runs, cutByTime, commands, takenBack, calls } = counts;
    const struck = rig.struck();
    const undelivered = rig.events.filter((event) => event.kind === "error" && event.what === "assembling a task");
    console.log(
      `${worlds} worlds, ${runs} runs (${cutByTime} up to a timeout), ${commands} commands in ${seconds} s; ` +
        `messages delayed ${struck.delayed}, dropped ${struck.dropped}, cut ${struck.cut}, late ${struck.late}; ` +
        `${calls.made} calls, ${calls.repeated} of them repeats (${calls.lost} answers lost, ${calls.overdue} overdue), ` +
        `${takenBack} claims taken back`,
    );
    expect(takenBack).toBeLessThanOrEqual(undelivered.length);
    if (COUNT >= WORLDS_FOR_FAULTS) expectHostile(struck, counts);
  },
  LIMIT_MS,
);

test(
  `${UPGRADED} worlds from seed ${FIRST} on end so, too, while their database is taken from one format to the next`,
  async () => {
    const rig = await startRig(FIRST, HOSTILE, BOTH);
    onTestFinished(() => rig.close());
    const { uri, database, db } = rig.truth;
    const migrate = (finalize: boolean) => migrateDatabase({ uri, database, formats: BOTH }, { finalize });
    const inFormat = ({ number }: SegmentFormat) => db.collection("segments").countDocuments({ format: number });
    const before: number[] = [];
    await replayWorlds(rig, FIRST, UPGRADED, async (worlds) => {
      if (worlds !== Math.ceil(UPGRADED / 4)) return;
      before.push(await inFormat(OLDER), await inFormat(CURRENT));
      expect((await migrate(true)).active).toBe(CURRENT.number);
      // Whoever runs learns of it by what he reads; what he had sent before may land late, in the older one.
      await vi.waitUntil(async () => (await migrate(false)).outdated === 0, { timeout: LIMIT_MS, interval: 100 });
    });
    // All were in the one format before, some of both are there in between, in the end none is left of it.
    expect(before).toEqual([expect.toSatisfy((count) => count > 0), 0]);
    expect(await inFormat(CURRENT)).toBeGreaterThan(0);
    expect((await migrate(false)).outdated).toBe(0);
    expect(await inFormat(OLDER)).toBe(0);
  },
  LIMIT_MS,
);
