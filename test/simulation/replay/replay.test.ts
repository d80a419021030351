/**
 * Recorded worlds on the real thing: what happened in simulated worlds happens again on a MongoDB behind a network that
 * delays, drops and cuts, and must end in the same states by the same answers. `make replay REPLAYS=n` replays n worlds,
 * `make replay SEED=n` one.
 */
import { expect, onTestFinished, test } from "vitest";
import { chosenSeeds } from "../../core/seeds.js";
import { expectHostile, HOSTILE } from "./network-faults.js";
import { replayWorlds } from "./replay-worlds.js";
import { startRig } from "./rig.js";

const { REPLAYS } = process.env;
const { first: FIRST, count: COUNT } = chosenSeeds(100, REPLAYS);
/** A hundred take half a minute on two idle cores; the bound only tells a slow machine from one that waits for ever. */
const LIMIT_MS = 300_000 + COUNT * 5_000;
/** In fewer it may happen that nothing happens. */
const WORLDS_FOR_FAULTS = 50;

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
