/**
 * Control calls at random, which fit the state of the flow or do not.
 */
import { expect } from "vitest";
import type { Command } from "../../src/core/command.js";
import type { Change } from "../../src/core/decision.js";
import { isEndedFlow } from "../../src/core/state/states.js";
import { step } from "../../src/core/step.js";
import type { FlowUnderTest } from "./flow-under-test.js";
import type { SeededRandom } from "./seeded-random.js";

const CONTROL = { requestDigest: "", reason: "" };

/** One that reopens the flow, or goes on with it elsewhere; where it has not ended also one that ends it or lets it rest. */
export function randomControl({ segment }: FlowUnderTest, random: SeededRandom): Command {
  const taskId = segment.taskId(random.pick(segment.numbers()));
  const again: readonly Command[] = [
    { kind: "retry", reset: false, ...CONTROL },
    { kind: "retry", reset: false, tasks: [taskId], ...CONTROL },
    { kind: "retry", reset: true, ...CONTROL },
    { kind: "retry", reset: true, tasks: [taskId], ...CONTROL },
    { kind: "skip", taskId, ...CONTROL },
  ];
  if (isEndedFlow(segment.flow.state)) return random.pick(again);
  const state = random.pick(["SUCCEEDED", "FAILED", "CANCELLED"] as const);
  const cancels = random.chance(0.5) ? { cancelsInFlight: true as const } : {};
  return random.pick([
    ...again,
    { kind: "end", ending: { state, message: "", ...cancels }, ...CONTROL },
    { kind: "cancel", graceMs: 0, ...CONTROL },
    { kind: "revert", ...CONTROL },
    { kind: "suspend", ...CONTROL },
  ]);
}

/** What does not fit the state is refused, and changes nothing; undefined then, else what it has changed. */
export function tryCommand({ segment, now, offers }: FlowUnderTest, command: Command): readonly Change[] | undefined {
  const before = segment.position;
  const decision = step(segment, command, { now, random: () => 0.5, tokenBits: () => "x", offers });
  if (decision.kind === "refused") {
    expect(segment.position).toBe(before);
    return undefined;
  }
  if (decision.changes.length > 0) segment.version += 1;
  return decision.changes;
}
