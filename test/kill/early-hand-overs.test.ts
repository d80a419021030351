// The checker of dependencies itself, on made-up histories.
import { describe, expect, test } from "vitest";
import type { TaskSpec } from "../../src/client/index.js";
import { checkHistory, type FinalFlow } from "./check-history.js";
import { earlyHandOvers } from "./early-hand-overs.js";
import { createHistory, type HistoryEvent } from "./history.js";

const [a, b] = ["a", "b"].map((name) => ({ name, type: "q" })) as [TaskSpec, TaskSpec];
const join: TaskSpec = { name: "join", type: "q", dependsOn: ["a", "b"] };
const flows: readonly FinalFlow[] = [
  { flowId: "f", state: "SUCCEEDED", tasks: ["a", "b", "join"].map((taskId) => ended(taskId, `${taskId} 1.x`)) },
];

function ended(taskId: string, result: string): FinalFlow["tasks"][number] {
  return { taskId, state: "SUCCEEDED", attempt: 1, attempts: [], result };
}

function asked(...tasks: readonly TaskSpec[]): HistoryEvent {
  return { kind: "asked", flowId: "f", flow: { tasks } };
}

function handedOver(taskId: string, claimToken = "1.x"): HistoryEvent {
  const attempt = Number.parseInt(claimToken, 10);
  return { kind: "handed_over", flowId: "f", taskId, attempt, claimToken, executor: "e" };
}

function sent(taskId: string, claimToken = "1.x"): HistoryEvent {
  return { kind: "sent", flowId: "f", taskId, claimToken, result: `${taskId} ${claimToken}` };
}

function acknowledged(taskId: string, ...madeReady: readonly string[]): HistoryEvent {
  const about = { flowId: "f", taskId, claimToken: "1.x", result: `${taskId} 1.x` };
  return { kind: "acknowledged", ...about, replayed: false, madeReady };
}

const both = [asked(a, b, join), handedOver("a"), handedOver("b"), sent("a")];

describe("earlyHandOvers", () => {
  test.each<[string, readonly HistoryEvent[]]>([
    ["after the answers", [...both, sent("b"), acknowledged("a"), acknowledged("b", "join"), handedOver("join")]],
    ["before the answers come", [...both, sent("b"), handedOver("join"), acknowledged("b", "join"), acknowledged("a")]],
    ["though no answer ever comes", [...both, sent("b"), handedOver("join"), handedOver("join")]],
  ])("passes a join that is handed over when both outcomes were sent, %s", (_, events) => {
    expect(earlyHandOvers(events, flows)).toEqual([]);
  });

  test("finds a join that begins with its first parent, though the other is at work", () => {
    const events = [...both, acknowledged("a", "join"), handedOver("join"), sent("b"), acknowledged("b")];
    expect(checkHistory(events, flows)).toEqual(
      expect.arrayContaining([
        "f/join was made ready before the outcome of b was sent",
        "f/join was handed over before the outcome of b was sent",
      ]),
    );
  });

  test("finds a hand-over after an outcome of a claim that did not count", () => {
    const late = [...both, sent("b", "1.lost"), handedOver("b"), handedOver("join"), sent("b")];
    expect(earlyHandOvers(late, flows)).toEqual(["f/join was handed over before the outcome of b was sent"]);
  });

  test("finds a task that is in no definition", () => {
    expect(earlyHandOvers([asked(a), handedOver("c")], flows)).toEqual([
      "f/c was handed over though nobody has asked for it",
    ]);
  });

  test.each<[string, TaskSpec, TaskSpec]>([
    ["any of its parents", b, { ...join, join: { kind: "ANY" } }],
    ["some of its parents", b, { ...join, join: { kind: "AT_LEAST", count: 1 } }],
    ["a parent's end, whichever", b, { ...join, dependsOn: ["a", { task: "b", on: ["SUCCESS", "SKIP"] }] }],
    ["a parent that nobody completes", { name: "b", noop: true }, join],
  ])("is not certain of what waits for %s", (_, parent, child) => {
    expect(earlyHandOvers([asked(a, parent, child), sent("a"), handedOver("join")], flows)).toEqual([]);
  });

  test("is certain of a success that a condition is about, too", () => {
    const child = { ...join, dependsOn: ["a", { task: "b", condition: "result.ok" }] };
    expect(earlyHandOvers([asked(a, b, child), sent("a"), handedOver("join")], flows)).toEqual([
      "f/join was handed over before the outcome of b was sent",
    ]);
  });
});

test("what another process tells late stands where it was", () => {
  let now = 0;
  const history = createHistory(() => now);
  for (const event of [asked(a, b, join), handedOver("join"), handedOver("a")]) {
    now += 10;
    history.record(event);
  }
  history.record(sent("b"), 15);
  history.record(sent("a"), 20);
  expect(history.all().map(({ event, at }) => [event.kind, at])).toEqual([
    ["asked", 10],
    ["sent", 15],
    ["handed_over", 20],
    ["sent", 20],
    ["handed_over", 30],
  ]);
});
