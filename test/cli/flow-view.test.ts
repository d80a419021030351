// A flow while it runs: drawn again in its place on a terminal, a line for each change elsewhere.
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createFlowView } from "../../src/cli/terminal/flow-view.js";
import { PLAIN } from "../../src/cli/terminal/style.js";
import type { Flow, TaskDetails, TaskState } from "../../src/client/values.js";

class FakeStream {
  readonly isTTY: boolean;
  readonly rows = 10;
  readonly columns = 60;
  text = "";

  constructor(isTTY: boolean) {
    this.isTTY = isTTY;
  }

  write(text: string): boolean {
    this.text += text;
    return true;
  }

  /** What was written since the last call. */
  take(): string {
    const { text } = this;
    this.text = "";
    return text;
  }
}

function flow(state: Flow["state"], counts: Readonly<Partial<Record<TaskState, number>>>): Flow {
  return {
    flowId: "f1",
    namespace: "default",
    name: "demo",
    state,
    revision: "r",
    version: 1,
    startTime: Date.now(),
    labels: {},
    priority: 0,
    definitionDigest: "",
    // Keyed by states, as the type says.
    counts: Object.entries(counts).map(([key, count]) => ({ state: key as TaskState, count })),
    rootFlowId: "f1",
  };
}

function task(taskId: string, state: TaskState, more: Partial<TaskDetails> = {}): TaskDetails {
  return {
    taskId,
    name: taskId,
    type: "work",
    queue: "work",
    state,
    stateReason: "",
    intent: "EXECUTE",
    kind: "UNSPECIFIED",
    deferred: false,
    attempt: 1,
    tries: 0,
    workerId: "w1",
    sessionId: "s",
    labels: {},
    dependsOn: [],
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

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubEnv("NO_COLOR", "1");
  vi.stubEnv("TERM", "xterm");
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

describe("on a terminal", () => {
  test("goes back to nothing on a terminal that cannot", () => {
    vi.stubEnv("TERM", "dumb");
    const stream = new FakeStream(true);
    const view = createFlowView(stream, PLAIN);
    view.update(flow("RUNNING", { RUNNING: 1 }), [task("a", "RUNNING")]);
    view.close();
    expect(stream.take()).toBe("task a RUNNING w1\nflow f1 RUNNING\n");
  });

  test("draws flow, tree and bar, and the next state over them", () => {
    const stream = new FakeStream(true);
    const view = createFlowView(stream, PLAIN);
    view.update(flow("RUNNING", { RUNNING: 1, PENDING: 1 }), [
      task("a", "RUNNING"),
      task("b", "PENDING", { dependsOn: ["a"], workerId: "" }),
    ]);
    expect(stream.take()).toBe(
      [
        "\u001b[?25l\u001b[Jflow f1  RUNNING  0.0s",
        "● a  w1",
        "  · b",
        "",
        `${"░".repeat(30)}   0%  0/2 tasks`,
        "",
      ].join("\n"),
    );
    view.update(flow("RUNNING", { SUCCEEDED: 1, RUNNING: 1 }), [task("a", "SUCCEEDED")]);
    const again = stream.take();
    expect(again.startsWith("\u001b[5A\r\u001b[J")).toBe(true);
    expect(again).toContain("✓ a\n");
    expect(again).toContain("50%  1/2 tasks");
    view.close();
    expect(stream.take().endsWith("\u001b[?25h")).toBe(true);
  });

  test("draws the times that run again, and nothing more once it is closed", () => {
    const stream = new FakeStream(true);
    const view = createFlowView(stream, PLAIN);
    view.update(flow("RUNNING", { RUNNING: 1 }), [task("a", "RUNNING", { startTime: Date.now() })]);
    stream.take();
    vi.advanceTimersByTime(2_000);
    expect(stream.take()).toContain("● a  2.0s  w1");
    view.close();
    stream.take();
    vi.advanceTimersByTime(2_000);
    expect(stream.take()).toBe("");
  });

  test("never draws more lines than the terminal has", () => {
    const stream = new FakeStream(true);
    const view = createFlowView(stream, PLAIN);
    view.update(
      flow("RUNNING", { PENDING: 100 }),
      Array.from({ length: 100 }, (_, n) => task(`t${n}`, "PENDING")),
    );
    expect(stream.take().split("\n").length - 1).toBeLessThan(stream.rows);
    view.close();
  });
});

describe("elsewhere", () => {
  test("writes a line for each change, none for what only waits, and none twice", () => {
    const stream = new FakeStream(false);
    const view = createFlowView(stream, PLAIN);
    view.update(flow("RUNNING", {}), [task("a", "RUNNING"), task("b", "PENDING")]);
    view.update(flow("RUNNING", {}), [task("a", "RUNNING")]);
    const failure = { type: "Error", message: "two\nlines", retryable: true, causes: [] };
    view.update({ ...flow("FAILED", {}), failure }, [
      task("a", "FAILED", { attempt: 3, failure }),
      task("b", "SKIPPED", { stateReason: "UPSTREAM" }),
    ]);
    view.close();
    expect(stream.take().split("\n")).toEqual([
      "task a RUNNING w1",
      "flow f1 RUNNING",
      "task a FAILED attempt 3 Error: two lines",
      "task b SKIPPED UPSTREAM",
      "flow f1 FAILED Error: two lines",
      "",
    ]);
  });
});
