// The tree of a flow: every task once, below what it waits for, and the important ones where there is little room.
import { describe, expect, test } from "vitest";
import { renderTree, treeOrder } from "../../src/cli/terminal/flow-tree.js";
import { progressBar } from "../../src/cli/terminal/progress-bar.js";
import { PLAIN, styleFor } from "../../src/cli/terminal/style.js";
import type { TaskDetails } from "../../src/client/values.js";

const view = { rows: 20, columns: 60, style: PLAIN, now: 10_000 };

function task(name: string, dependsOn: readonly string[], more: Partial<TaskDetails> = {}): TaskDetails {
  return {
    taskId: name,
    name,
    type: "work",
    queue: "work",
    state: "PENDING",
    stateReason: "",
    intent: "EXECUTE",
    kind: "UNSPECIFIED",
    deferred: false,
    attempt: 0,
    tries: 0,
    workerId: "",
    sessionId: "",
    labels: {},
    dependsOn,
    causes: [],
    fired: [],
    round: 0,
    metadata: {},
    attempts: [],
    scopeHistory: [],
    failuresTruncated: false,
    ...more,
  };
}

function render(tasks: readonly TaskDetails[], rows = view.rows): readonly string[] {
  return renderTree(treeOrder(tasks), new Map(tasks.map((each) => [each.taskId, each])), { ...view, rows });
}

describe("renderTree", () => {
  test("shows each task once, below the dependency it waits for longest", () => {
    const tasks = [
      task("join", ["left2", "right"]),
      task("start", []),
      task("right", ["start"]),
      task("left1", ["start"]),
      task("left2", ["left1"]),
    ];
    expect(render(tasks)).toEqual(["· start", "  · right", "  · left1", "    · left2", "      · join"]);
  });

  test("says how long, how far, by whom and why", () => {
    const lines = render([
      task("done", [], {
        state: "SUCCEEDED",
        startTime: 1000,
        endTime: 3500,
      }),
      task("busy", [], {
        state: "RUNNING",
        startTime: 4000,
        workerId: "w1",
        progress: { fraction: 0.456 },
        tries: 2,
      }),
      task("broken", [], {
        state: "FAILED",
        failure: { type: "ReadError", message: "no\nsuch file", retryable: true, causes: [] },
      }),
    ]);
    expect(lines).toEqual([
      "✓ done  2.5s",
      "● busy  46%  6.0s  after 2 failed  w1",
      "✗ broken  ReadError: no such file",
    ]);
  });

  test("keeps what runs or failed where not everything fits in, and counts the rest", () => {
    const tasks = Array.from({ length: 50 }, (_, n) => task(`t${n}`, [], { state: "SUCCEEDED" }));
    tasks.push(task("running", ["t3"], { state: "RUNNING" }), task("waits", ["running"]));
    expect(render(tasks, 4)).toEqual(["✓ t0", "  ● running", "    · waits", "… and 49 more"]);
  });

  test("lays out a chain of 4,096 tasks that is given last task first", () => {
    const chain = Array.from({ length: 4096 }, (_, n) => task(`t${n}`, n === 0 ? [] : [`t${n - 1}`])).reverse();
    const places = treeOrder(chain);
    expect(places).toHaveLength(4096);
    expect(places[0]?.taskId).toBe("t0");
    expect(places.at(-1)?.taskId).toBe("t4095");
  });

  test("never writes more characters than the terminal has", () => {
    const failure = { type: "Error", message: "x".repeat(500), retryable: true, causes: [] };
    const lines = render([task("y".repeat(200), [], { failure, state: "FAILED" })]);
    expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThanOrEqual(view.columns);
  });
});

describe("progressBar", () => {
  test.each([
    [{ succeeded: 0, otherwise: 0, total: 4 }, "░░░░   0%  0/4 tasks"],
    [{ succeeded: 1, otherwise: 1, total: 4 }, "██░░  50%  2/4 tasks"],
    [{ succeeded: 4, otherwise: 0, total: 4 }, "████ 100%  4/4 tasks"],
    [{ succeeded: 0, otherwise: 0, total: 0 }, "████ 100%  0/0 tasks"],
  ])("shows %j", (counts, expected) => {
    expect(progressBar(counts, 4, PLAIN)).toBe(expected);
  });
});

describe("styleFor", () => {
  test("colours a terminal and nothing else", () => {
    expect(styleFor({ isTTY: true }, {}).good("x")).toBe("\u001b[32mx\u001b[0m");
    expect(styleFor({}, {}).good("x")).toBe("x");
  });

  test("honours NO_COLOR and a dumb terminal", () => {
    expect(styleFor({ isTTY: true }, { NO_COLOR: "1" }).good("x")).toBe("x");
    expect(styleFor({ isTTY: true }, { NO_COLOR: "" }).good("x")).toBe("\u001b[32mx\u001b[0m");
    expect(styleFor({ isTTY: true }, { TERM: "dumb" }).good("x")).toBe("x");
  });
});
