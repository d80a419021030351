/**
 * The faults of a replay's network, and whether it was as hostile as it is meant to be.
 */
import { expect } from "vitest";
import type { FateKind, NetworkSetting } from "./network-plan.js";
import type { ReplayCounts } from "./replay-worlds.js";

export const HOSTILE: NetworkSetting = {
  rates: { delayed: 0.02, dropped: 0.003, cut: 0.004, late: 0.003 },
  longestMs: 200,
};

export const PEACEFUL: NetworkSetting = { rates: { delayed: 0, dropped: 0, cut: 0, late: 0 }, longestMs: 0 };

/** A replay that no fault struck, or in which nobody had to repeat anything, has shown nothing. */
export function expectHostile(struck: Readonly<Record<FateKind, number>>, { calls }: ReplayCounts): void {
  for (const [kind, times] of Object.entries(struck)) expect(times, `messages ${kind}`).toBeGreaterThan(0);
  expect(calls.repeated - calls.lost, "commands that an engine or the network left unanswered").toBeGreaterThan(0);
}
