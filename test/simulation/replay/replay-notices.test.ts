/**
 * The comparison of a replay notices what is not as recorded: each of these records was changed in one place.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { json } from "../../engine/json-payload.js";
import { expectHostile, PEACEFUL } from "./network-faults.js";
import type { RecordedCommand, RecordedRun } from "./recorded-run.js";
import { recordWorld } from "./recorder.js";
import { noCounts, replayRun } from "./replay-worlds.js";
import { type Rig, startRig } from "./rig.js";

let rig: Rig;
let run: RecordedRun;

beforeAll(async () => {
  rig = await startRig(1, PEACEFUL);
  run = await eventfulRun();
});
afterAll(() => rig.close());

type Change = (command: RecordedCommand) => RecordedCommand | undefined;

/** The first command that the change fits is another one, or is left out. */
function changed(to: Change, isLast = false): RecordedRun {
  const commands = isLast ? run.commands.toReversed() : [...run.commands];
  const index = commands.findIndex((command) => to(command) !== command);
  const command = commands[index];
  if (command === undefined) throw new Error("the record has no such command");
  const other = to(command);
  commands.splice(index, 1, ...(other === undefined ? [] : [other]));
  return { ...run, commands: isLast ? commands.toReversed() : commands };
}

const CHANGES: readonly [what: string, change: () => RecordedRun, noticed: RegExp][] = [
  [
    "an outcome with another content",
    () => changed((command) => (isResult(command) ? withResult(command) : command)),
    /: outcomeDigest is/,
  ],
  [
    "an outcome that was never brought",
    () => changed((command) => (isResult(command) ? undefined : command), true),
    /: state is "RUNNING", recorded is "SUCCEEDED"/,
  ],
  [
    "an answer that names other tasks as ready",
    () =>
      changed((command) =>
        isResult(command) && command.answer !== undefined && command.answer.ready.length > 0
          ? { ...command, answer: { ...command.answer, ready: [] } }
          : command,
      ),
    /the answer to .*: ready is/,
  ],
  [
    "a delivery with other results",
    () =>
      changed((command) =>
        command.kind === "claim" && Object.keys(command.delivered?.dependencyResults ?? {}).length > 0
          ? { ...command, delivered: { ...command.delivered!, dependencyResults: {} } }
          : command,
      ),
    /what was sent of .*: results is/,
  ],
  [
    "a report of another progress",
    () => changed((command) => (command.kind === "report" ? { ...command, fraction: 2 - command.fraction } : command)),
    /fraction/,
  ],
  [
    "one more try at the end",
    () => {
      const nodes = new Map(
        [...run.last.nodes].map(([number, entry]) => [number, { ...entry, tries: entry.tries + 1 }]),
      );
      return { ...run, last: { ...run.last, nodes } };
    },
    /: tries is 0, recorded is 1/,
  ],
  [
    "another verdict",
    () => ({ ...run, last: { ...run.last, flow: { ...run.last.flow, state: "FAILED" } } }),
    /the flow: state is "SUCCEEDED", recorded is "FAILED"/,
  ],
];

describe("a replay", () => {
  test("finds nothing wrong with what was recorded, and is not taken for one in which faults struck", async () => {
    const counts = noCounts();
    expect(await replayRun(rig, "unchanged", run, counts, true)).toEqual([]);
    expect(counts.commands).toBeGreaterThan(5);
    expect(() => expectHostile(rig.struck(), counts)).toThrow("messages delayed");
  });

  test.each(CHANGES)("notices %s", async (what, change, noticed) => {
    const namespace = what.replaceAll(" ", "-");
    // What is wrong shows in the comparison, or an engine refuses it.
    const found = await replayRun(rig, namespace, change(), noCounts(), true).catch(({ message }: Error) => [message]);
    expect(found.join("\n")).toMatch(noticed);
  });
});

/** A run with results that successors read, a report, and an end. */
async function eventfulRun(): Promise<RecordedRun> {
  for (let seed = 1; ; seed += 1) {
    const runs = (await recordWorld(seed)).flat();
    const eventful = runs.find(({ commands, last, cutBy }) => {
      const reads = commands.some(
        (command) => command.kind === "claim" && Object.keys(command.delivered?.dependencyResults ?? {}).length > 0,
      );
      const reports = commands.some(({ kind }) => kind === "report");
      return cutBy === undefined && reads && reports && last.flow.state === "SUCCEEDED";
    });
    if (eventful !== undefined) return eventful;
  }
}

type Completion = Extract<RecordedCommand, { readonly kind: "complete" }>;

function isResult(command: RecordedCommand): command is Completion {
  return command.kind === "complete" && command.request.outcome?.kind === "result";
}

function withResult(command: Completion): Completion {
  return { ...command, request: { ...command.request, outcome: { kind: "result", result: json("another") } } };
}
