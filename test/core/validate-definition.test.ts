/**
 * What is refused in a definition, and how the fault is named.
 */
import { describe, expect, it } from "vitest";
import type { FlowDefinition, RetryPolicy, TaskDefinition } from "../../src/core/definition/definition.js";
import { type DefinitionFault, validateDefinition } from "../../src/core/definition/validate-definition.js";
import { flow, noop, retry, task } from "./definitions.js";

/** "path REASON: message" of everything that is wrong. */
function faultsOf(definition: FlowDefinition): string[] {
  return validateDefinition(definition).map(({ path, reason, message }) => `${path} ${reason}: ${message}`);
}

describe("a valid definition", () => {
  const valid: readonly (readonly [string, FlowDefinition])[] = [
    ["without tasks", flow([])],
    ["with tasks in any order", flow([task("b", { dependsOn: ["a"] }), task("a")])],
    ["that reads what it does not depend on", flow([task("a"), task("b", { reads: ["a"] })])],
    ["that reads a task behind it", flow([task("a", { reads: ["b"] }), task("b", { dependsOn: ["a"] })])],
    ["with names of any letters", flow([task("größe:1/ä b"), task("日本"), task("a#b"), task("1[x]")])],
    ["with a name of 255 code points beyond the basic plane", flow([task("😀".repeat(255))])],
    ["with 4,096 tasks in a chain", flow(chain(4096))],
    ["with a no-op", flow([noop("a", { delayMs: 5 })])],
  ];
  for (const [what, definition] of valid) {
    it(`${what} has no faults`, () => expect(faultsOf(definition)).toEqual([]));
  }
});

describe("the graph of a definition", () => {
  it("names the second task of the same name", () => {
    expect(faultsOf(flow([task("a"), task("b"), task("a")]))).toEqual([
      'tasks[2].name DUPLICATE_TASK: the name "a" is that of tasks[0] already',
    ]);
  });

  it("names dependencies and reads that are not there", () => {
    const definition = flow([task("a", { dependsOn: ["x"], reads: ["b", "y"] }), task("b")]);
    expect(faultsOf(definition)).toEqual([
      'tasks[0].reads[1] UNKNOWN_DEPENDENCY: the definition has no task "y"',
      'tasks[0].depends_on[0].task UNKNOWN_DEPENDENCY: the definition has no task "x"',
    ]);
    expect(validateDefinition(definition)[0]?.metadata).toEqual({ task: '"a"', dependency: '"y"' });
  });

  it("refuses to name a dependency twice", () => {
    expect(faultsOf(flow([task("a"), task("b", { dependsOn: ["a", "a"] })]))).toEqual([
      'tasks[1].depends_on[1].task INVALID_FIELD: must not name a task twice, got "a"',
    ]);
  });

  it("names a cycle node by node", () => {
    const definition = flow([
      task("start"),
      task("a", { dependsOn: ["start", "c"] }),
      task("b", { dependsOn: ["a"] }),
      task("c", { dependsOn: ["b"] }),
      task("behind", { dependsOn: ["c"] }),
    ]);
    expect(faultsOf(definition)).toEqual([
      "tasks[1].depends_on[1].task CYCLE: the tasks wait for each other in a circle of 3: a -> c -> b -> a",
    ]);
    expect(validateDefinition(definition)[0]?.metadata).toEqual({ cycle: "a -> c -> b -> a" });
  });

  it("finds the cycle in front of what waits for it", () => {
    const definition = flow([
      task("behind", { dependsOn: ["a"] }),
      task("a", { dependsOn: ["b"] }),
      task("b", { dependsOn: ["a"] }),
    ]);
    expect(faultsOf(definition)).toEqual([
      "tasks[1].depends_on[0].task CYCLE: the tasks wait for each other in a circle of 2: a -> b -> a",
    ]);
  });

  it("takes a task that waits for itself for a cycle", () => {
    expect(faultsOf(flow([task("a", { dependsOn: ["a"] })]))).toEqual([
      "tasks[0].depends_on[0].task CYCLE: the tasks wait for each other in a circle of 1: a -> a",
    ]);
  });

  it("names only the first tasks of a long cycle", () => {
    const [first, ...rest] = chain(4096);
    const faults = validateDefinition(flow([{ ...task("t0"), ...first, dependsOn: ["t4095"] }, ...rest]));
    expect(faults).toHaveLength(1);
    expect(faults[0]?.message).toMatch(/^the tasks wait for each other in a circle of 4096: t0 -> t4095 -> .* -> …$/);
    expect(faults[0]?.message.length).toBeLessThan(400);
  });
});

describe("the fields of a definition", () => {
  const year = 365 * 24 * 3_600_000;
  const tasks: readonly (readonly [Partial<TaskDefinition>, string])[] = [
    [{ name: "" }, "tasks[0].name INVALID_FIELD: is required"],
    [{ name: "a#2" }, 'tasks[0].name INVALID_FIELD: must not end in #digits or [digits], got "a#2"'],
    [{ name: "a[0]" }, 'tasks[0].name INVALID_FIELD: must not end in #digits or [digits], got "a[0]"'],
    [{ name: "x".repeat(256) }, "tasks[0].name LIMIT_EXCEEDED: must be at most 255 code points, got 256"],
    [
      { name: "a\n" },
      'tasks[0].name INVALID_FIELD: must hold no control characters and no lone surrogates, got "a\\n"',
    ],
    [
      { name: "\ud800" },
      'tasks[0].name INVALID_FIELD: must hold no control characters and no lone surrogates, got "\\ud800"',
    ],
    [{ type: "" }, "tasks[0].type INVALID_FIELD: is required"],
    [{ type: "x".repeat(256) }, "tasks[0].type LIMIT_EXCEEDED: must be at most 255 bytes, got 256"],
    [{ queue: "ö".repeat(128) }, "tasks[0].queue LIMIT_EXCEEDED: must be at most 255 bytes, got 256"],
    [{ delayMs: -1 }, "tasks[0].delay INVALID_FIELD: must be a duration of at least 0, got -1ms"],
    [{ delayMs: 0.5 }, "tasks[0].delay INVALID_FIELD: must be a duration of at least 0, got 0.5ms"],
    [{ delayAfterMs: 11 * year }, `tasks[0].delay_after LIMIT_EXCEEDED: must be at most 3650d, got 4015d`],
    [{ timeouts: { runMs: 0 } }, "tasks[0].timeouts.run INVALID_FIELD: must be a duration of more than 0, got 0s"],
    [
      { timeouts: { readyToClaimMs: -5 } },
      "tasks[0].timeouts.ready_to_claim INVALID_FIELD: must be a duration of more than 0, got -5ms",
    ],
    [{ priority: 1.5 }, "tasks[0].priority INVALID_FIELD: must be a whole number, got 1.5"],
    [{ priority: 1_000_001 }, "tasks[0].priority INVALID_FIELD: must be from -1000000 to 1000000, got 1000001"],
    [{ labels: labels(65) }, "tasks[0].labels LIMIT_EXCEEDED: must be at most 64 labels, got 65"],
    [{ labels: { "": "x" } }, "tasks[0].labels key INVALID_FIELD: is required"],
    [{ labels: { key: "x".repeat(257) } }, 'tasks[0].labels["key"] LIMIT_EXCEEDED: must be at most 256 bytes, got 257'],
    [
      { input: { data: new Uint8Array(1024 * 1024 + 1), contentType: "", metadata: {} } },
      "tasks[0].input.data LIMIT_EXCEEDED: must be at most 1048576 bytes, got 1048577",
    ],
    [
      { input: { data: new Uint8Array(), contentType: "", metadata: { key: "x".repeat(8192) } } },
      "tasks[0].input.metadata LIMIT_EXCEEDED: must be at most 8192 bytes, got 8195",
    ],
  ];
  for (const [fields, fault] of tasks) {
    it(fault, () => expect(faultsOf(flow([task("a", fields)]))).toContain(fault));
  }

  const retries: readonly (readonly [Partial<RetryPolicy>, string])[] = [
    [{ maxAttempts: 0 }, "max_attempts INVALID_FIELD: must be a whole number of at least 1, got 0"],
    [{ maxAttempts: 1_000_001 }, "max_attempts LIMIT_EXCEEDED: must be at most 1000000 tries, got 1000001"],
    [{ initialIntervalMs: -1 }, "initial_interval INVALID_FIELD: must be a duration of at least 0, got -1ms"],
    [{ maxIntervalMs: Number.NaN }, "max_interval INVALID_FIELD: must be a duration of at least 0, got NaN"],
    [{ multiplier: 0.5 }, "multiplier INVALID_FIELD: must be from 1 to 1000, got 0.5"],
    [{ multiplier: Number.NaN }, "multiplier INVALID_FIELD: must be from 1 to 1000, got NaN"],
    [{ jitter: 1.1 }, "jitter INVALID_FIELD: must be from 0 to 1, got 1.1"],
    [{ jitter: -0.1 }, "jitter INVALID_FIELD: must be from 0 to 1, got -0.1"],
    [{ nonRetryableTypes: [""] }, "non_retryable_types[0] INVALID_FIELD: is required"],
    [
      { nonRetryableTypes: Array.from({ length: 65 }, (_, index) => `T${index}`) },
      "non_retryable_types LIMIT_EXCEEDED: must be at most 64 types, got 65",
    ],
  ];
  for (const [fields, fault] of retries) {
    it(`retry: ${fault}`, () => {
      expect(faultsOf(flow([task("a", { retry: retry(3, fields) })]))).toEqual([`tasks[0].retry.${fault}`]);
      expect(faultsOf(flow([], { defaultRetry: retry(3, fields) }))).toEqual([`default_retry.${fault}`]);
    });
  }

  it("refuses what a no-op could not use", () => {
    const input = { data: new Uint8Array(), contentType: "", metadata: {} };
    expect(faultsOf(flow([noop("a", { queue: "q", input })]))).toEqual([
      'tasks[0].queue INVALID_FIELD: must be empty for a no-op, got "q"',
      "tasks[0].input INVALID_FIELD: must be absent for a no-op",
    ]);
  });

  it("checks the flow's own fields", () => {
    const definition = flow([], { name: "x".repeat(256), maxParallel: -1, timeoutMs: 0, labels: { a: "\u0000" } });
    expect(faultsOf(definition)).toEqual([
      "name LIMIT_EXCEEDED: must be at most 255 bytes, got 256",
      "timeout INVALID_FIELD: must be a duration of more than 0, got 0s",
      "max_parallel INVALID_FIELD: must be a whole number of at least 0, got -1",
      'labels["a"] INVALID_FIELD: must hold no control characters and no lone surrogates, got "\\u0000"',
    ]);
  });
});

describe("the list of faults", () => {
  it("names all of them, fields before the graph", () => {
    const definition = flow([task("a", { delayMs: -1, dependsOn: ["x"] }), task("a", { priority: 0.5 })]);
    expect(faultsOf(definition).map((fault) => fault.split(":")[0])).toEqual([
      "tasks[0].delay INVALID_FIELD",
      "tasks[1].priority INVALID_FIELD",
      "tasks[1].name DUPLICATE_TASK",
      "tasks[0].depends_on[0].task UNKNOWN_DEPENDENCY",
    ]);
  });

  it("ends after a hundred", () => {
    const tasks = Array.from({ length: 200 }, (_, index) => task(`t${index}`, { dependsOn: ["nobody"] }));
    expect(faultsOf(flow(tasks))).toHaveLength(100);
  });

  it("refuses a bound on what runs at once where no segment can keep it", () => {
    expect(validateDefinition(flow(chain(4096), { maxParallel: 3 }))).toEqual([]);
    expect(validateDefinition(flow(chain(4097), { maxParallel: 3 }))).toEqual([
      {
        path: "max_parallel",
        reason: "UNSUPPORTED",
        message: "must be 0 in a flow of more than 4096 tasks",
        metadata: { limit: "4096", value: "4097" },
      },
    ]);
  });

  it("names the limit of tasks and looks no further", () => {
    const faults: readonly DefinitionFault[] = validateDefinition(flow(Array(1_000_001).fill(task("a"))));
    expect(faults).toEqual([
      {
        path: "tasks",
        reason: "LIMIT_EXCEEDED",
        message: "must be at most 1000000 tasks, got 1000001",
        metadata: { limit: "1000000", value: "1000001" },
      },
    ]);
  });
});

function chain(length: number): TaskDefinition[] {
  return Array.from({ length }, (_, index) => task(`t${index}`, { dependsOn: index === 0 ? [] : [`t${index - 1}`] }));
}

function labels(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, "v"]));
}
