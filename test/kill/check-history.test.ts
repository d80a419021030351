// The checker itself: it passes what is right and names each fault that it is there to find.
import { describe, expect, test } from "vitest";
import { checkHistory, type FinalFlow, type FinalTask } from "./check-history.js";
import {
  type Acknowledged,
  createHistory,
  firstHandOvers,
  type HandedOver,
  type HistoryEvent,
  type Sent,
} from "./history.js";

const handedOver: HandedOver = {
  kind: "handed_over",
  flowId: "f",
  taskId: "a",
  attempt: 1,
  claimToken: "1.x",
  executor: "e",
};
const sent: Sent = { kind: "sent", flowId: "f", taskId: "a", claimToken: "1.x", result: "r1" };
const acknowledged: Acknowledged = {
  kind: "acknowledged",
  flowId: "f",
  taskId: "a",
  claimToken: "1.x",
  result: "r1",
  replayed: false,
  madeReady: ["b"],
};
const task: FinalTask = { taskId: "a", state: "SUCCEEDED", attempt: 1, result: "r1", attempts: [] };
const flow: FinalFlow = { flowId: "f", state: "SUCCEEDED", tasks: [task] };
const tasks = ["a", "b"].map((name) => ({ name, type: "q", dependsOn: name === "b" ? ["a"] : [] }));
const asked: HistoryEvent = { kind: "asked", flowId: "f", flow: { tasks } };
const good: readonly HistoryEvent[] = [
  asked,
  { kind: "run", flowId: "f" },
  handedOver,
  handedOver,
  sent,
  acknowledged,
  { ...acknowledged, replayed: true },
  { kind: "end_seen", by: "flow", flowId: "f", state: "SUCCEEDED" },
  { kind: "end_seen", by: "namespace", flowId: "f", state: "SUCCEEDED" },
];
const secondAttempt = { ...handedOver, attempt: 2, claimToken: "2.y" };

function withTask(change: Partial<FinalTask>): readonly FinalFlow[] {
  return [{ ...flow, tasks: [{ ...task, ...change }] }];
}

describe("checkHistory", () => {
  test("passes a run with a redelivery and a replayed completion", () => {
    expect(checkHistory(good, [flow])).toEqual([]);
  });

  test("passes a second attempt after a recorded end of the first", () => {
    const flows = withTask({ attempt: 2, attempts: [{ attempt: 1, end: "LEASE_LOST" }] });
    const late = good.map((event) => (event.kind === "acknowledged" ? { ...event, claimToken: "2.y" } : event));
    expect(checkHistory([asked, handedOver, secondAttempt, ...late], flows)).toEqual([]);
  });

  test.each<[string, readonly HistoryEvent[], readonly FinalFlow[], string]>([
    ["a flow that did not end", good, [{ ...flow, state: "RUNNING" }], "flow f is RUNNING in the end"],
    ["a task that did not end", good, withTask({ state: "READY" }), "task f/a is READY in the end"],
    ["a lost flow", [...good, { kind: "run", flowId: "g" }], [flow], "flow g was acknowledged and is gone"],
    ["a lost completion", good, withTask({ result: "r2" }), "the acknowledged result r1 of f/a is lost: r2"],
    ["a task completed twice", [...good, { ...acknowledged, madeReady: [] }], [flow], "f/a was completed twice"],
    [
      "a successor made ready twice",
      [...good, { ...acknowledged, taskId: "c" }],
      [{ ...flow, tasks: [task, { ...task, taskId: "c" }] }],
      "f/b was made ready twice",
    ],
    [
      "two tokens for one attempt",
      [...good, { ...handedOver, claimToken: "1.y" }],
      [flow],
      "attempt 1 of f/a was claimed twice: 1.x and 1.y",
    ],
    [
      "an attempt whose predecessor has no end",
      [...good, secondAttempt],
      [flow],
      "attempt 2 of f/a was claimed though the one before has no recorded end",
    ],
    [
      "an attempt whose predecessor succeeded",
      [...good, secondAttempt],
      withTask({ attempts: [{ attempt: 1, end: "SUCCEEDED" }] }),
      "attempt 2 of f/a was claimed though the one before has SUCCEEDED",
    ],
    [
      "a refusal without cause",
      [...good, { kind: "refused", flowId: "f", taskId: "a", claimToken: "1.x", reason: "ALREADY_COMPLETED" }],
      [flow],
      "a completion of f/a was refused with ALREADY_COMPLETED",
    ],
    [
      "an attempt that was acknowledged after the next had begun",
      [secondAttempt, ...good],
      [flow],
      expect.stringMatching(/^no order explains the calls on f\/a:/),
    ],
    [
      "an end that a watch did not tell",
      good.slice(0, -1),
      [flow],
      "the watch of the namespace did not tell the end of f: undefined",
    ],
  ])("finds %s", (_, events, flows, fault) => {
    expect(checkHistory(events, flows)).toContainEqual(fault);
  });
});

test("measures the first hand-over after each ready line, and none that a kill came before", () => {
  let now = 0;
  const history = createHistory(() => now);
  const record = (at: number, event: HistoryEvent): void => {
    now = at;
    history.record(event);
  };
  record(0, { kind: "serving" });
  record(30, handedOver);
  record(40, handedOver);
  record(50, { kind: "killed" });
  record(60, { kind: "serving" });
  record(70, { kind: "killed" });
  record(80, handedOver);
  record(90, { kind: "serving" });
  record(190, handedOver);
  expect(firstHandOvers(history.all())).toEqual([30, 100]);
});

test("tells who waits for an event, once", async () => {
  const history = createHistory();
  const killed = history.next((event) => event.kind === "killed");
  history.record({ kind: "serving" });
  history.record({ kind: "killed" });
  expect((await killed).event).toEqual({ kind: "killed" });
});
