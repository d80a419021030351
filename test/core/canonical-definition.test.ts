/**
 * Rule M4: the canonical form of definitions. The bytes below are stored in databases and named by their digests: where
 * a test of them fails, the code is wrong, not the test.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  canonicalDefinition,
  decodeDefinition,
  definitionDigest,
} from "../../src/core/definition/canonical-definition.js";
import type { FlowDefinition, TaskDefinition } from "../../src/core/definition/definition.js";
import { flow, noop, retry, task } from "./definitions.js";

const EVERYTHING: FlowDefinition = flow(
  [
    task("build", {
      type: "compile",
      queue: "fast",
      input: {
        data: Uint8Array.from(Buffer.from("{}")),
        contentType: "application/json",
        metadata: { b: "2", a: "1" },
      },
      retry: retry(3, {
        initialIntervalMs: 1000,
        multiplier: 1.5,
        maxIntervalMs: 60_000,
        jitter: 0.25,
        nonRetryableTypes: ["FATAL", "BAD"],
      }),
      timeouts: { readyToClaimMs: 1, runMs: 2, heartbeatMs: 3, attemptMs: 4, totalMs: 5_000_000_000 },
      delayMs: 10,
      delayAfterMs: 20,
      priority: -7,
      needsFlowInput: true,
      reads: ["done"],
      onLost: "FAIL",
      labels: { é: "x", z: "y", a: "" },
    }),
    noop("done", { dependsOn: ["build"] }),
  ],
  {
    name: "release",
    version: "1.2",
    failureMode: "STOP",
    timeoutMs: 3_600_000,
    defaultRetry: retry(2),
    maxParallel: 8,
    labels: { team: "core" },
  },
);

const EVERYTHING_BYTES = [
  "01010772656c656173650203312e3203b0019f0101056275696c640207636f6d70696c65030466617374042001027b7d0210",
  "6170706c69636174696f6e2f6a736f6e03080161013101620132062c0101060202d00f03083ff80000000000000403c0a907",
  "05083fd0000000000000060a0342414405464154414c0713010102020104030106040108050580c8afa0250801140901280a",
  "010d0b01010c0504646f6e650d01010e0c016100017a017902c3a901780e0104646f6e650506056275696c64040101050480",
  "bab703060d01010403083ff0000000000000070110080a047465616d04636f7265",
].join("");

const EXPRESSIONS_BYTES = [
  "01038b01610101610204776f726b062001010403083ff000000000000007116661696c7572652e726574727961626c651012",
  "1101016304010205097472696573203e20311b14010b726573756c742e646f6e650201060302f4031c0a016e07696e707574",
  "2e6e190101620204776f726b050201611d0a09726573756c742e6f6b0e0101630204776f726b1b030201040f0131",
].join("");

const EDGES_BYTES = [
  "0103531d0101610204776f726b1012060101620401090a02010003026e6f0401021c0101620204776f726b050201610f02010411",
  "09010102020102030101170101630204776f726b0504016101620f040101010211000901010a010e",
].join("");

describe("canonical definition (M4)", () => {
  it("has the bytes and the digest that it has always had", () => {
    const canonical = canonicalDefinition(EVERYTHING);
    expect(Buffer.from(canonical).toString("hex")).toBe(EVERYTHING_BYTES);
    expect(definitionDigest(canonical)).toBe("eb6588ad57a2ae555ecd800bf16549a4b5cc74aca2bedbace58b92c50754008f");
    expect(definitionDigest(canonicalDefinition(flow([task("a")], { name: "" })))).toBe(
      "62825c46720e24be0d313fe98ef1d5fb4c48caa16c8b7c29cc37e3faa9c4c4a9",
    );
  });

  it("omits every default", () => {
    const plain = flow([task("a")], { name: "" });
    // Format 1; field 3, tasks: one of 9 bytes, with field 1, its name, and field 2, its type.
    expect([...canonicalDefinition(plain)]).toEqual([1, 3, 10, 9, 1, 1, 97, 2, 4, ...Buffer.from("work")]);
    expect([...canonicalDefinition(flow([], { name: "" }))]).toEqual([1]);
  });

  const same: readonly (readonly [string, FlowDefinition, FlowDefinition])[] = [
    ["a queue equal to the type", flow([task("a")]), flow([task("a", { queue: "work" })])],
    ["an empty queue", flow([task("a")]), flow([task("a", { queue: "" })])],
    [
      "reads equal to the dependencies",
      flow([task("a"), task("b", { dependsOn: ["a"] })]),
      flow([task("a"), task("b", { dependsOn: ["a"], reads: ["a"] })]),
    ],
    [
      "a retry equal to the flow's",
      flow([task("a")], { defaultRetry: retry(3) }),
      flow([task("a", { retry: retry(3) })], { defaultRetry: retry(3) }),
    ],
    [
      "an edge on SUCCESS that is written out",
      flow([task("a"), task("b", { dependsOn: ["a"] })]),
      flow([task("a"), task("b", { dependsOn: [{ task: "a", on: ["SUCCESS"] }] })]),
    ],
    [
      "outcomes in another order",
      flow([task("a", { next: [{ target: "PAUSE", message: "", on: ["SKIP", "FAILURE"] }] })]),
      flow([task("a", { next: [{ target: "PAUSE", message: "", on: ["FAILURE", "SKIP", "SKIP"] }] })]),
    ],
    ["cycles that are not allowed", flow([]), flow([], { allowCycles: false, maxInstances: 0 })],
    ["no edges", flow([task("a")]), flow([task("a", { next: [] })])],
    ["maps in another order", flow([], { labels: { a: "1", b: "2" } }), flow([], { labels: { b: "2", a: "1" } })],
    [
      "types that are not retried in another order",
      flow([], { defaultRetry: retry(2, { nonRetryableTypes: ["A", "B"] }) }),
      flow([], { defaultRetry: retry(2, { nonRetryableTypes: ["B", "A", "B"] }) }),
    ],
    [
      "negative zero",
      flow([], { defaultRetry: retry(2, { jitter: 0 }) }),
      flow([], { defaultRetry: retry(2, { jitter: -0 }) }),
    ],
  ];
  for (const [what, a, b] of same) {
    it(`does not tell ${what}`, () => expect(canonicalDefinition(b)).toEqual(canonicalDefinition(a)));
  }

  const different: readonly (readonly [string, FlowDefinition, FlowDefinition])[] = [
    [
      "the order of dependencies",
      flow([task("a"), task("b"), task("c", { dependsOn: ["a", "b"] })]),
      flow([task("a"), task("b"), task("c", { dependsOn: ["b", "a"] })]),
    ],
    ["the order of tasks", flow([task("a"), task("b")]), flow([task("b"), task("a")])],
    ["no reads from the default", flow([task("a")]), flow([task("a", { reads: ["x"] })])],
    ["a no-op from a task", flow([task("a")]), flow([noop("a")])],
    [
      "what is read beside edges that others name",
      flow([task("a", { next: [{ to: "b", message: "", on: ["SUCCESS"] }] }), task("b")]),
      flow([task("a", { next: [{ to: "b", message: "", on: ["SUCCESS"] }] }), task("b", { reads: [] })]),
    ],
    [
      "an outcome",
      flow([task("a"), task("b", { dependsOn: [{ task: "a", on: ["FAILURE"] }] })]),
      flow([task("a"), task("b", { dependsOn: [{ task: "a", on: ["COMPLETION"] }] })]),
    ],
    [
      "a condition",
      flow([task("a"), task("b", { dependsOn: ["a"] })]),
      flow([task("a"), task("b", { dependsOn: [{ task: "a", on: ["SUCCESS"], condition: "true" }] })]),
    ],
    ["an absent input from an empty one", flow([task("a")]), flow([task("a", { input: payload() })])],
  ];
  for (const [what, a, b] of different) {
    it(`tells ${what}`, () => expect(canonicalDefinition(b)).not.toEqual(canonicalDefinition(a)));
  }

  it("comes back as it was written", () => {
    expect(decodeDefinition(canonicalDefinition(EVERYTHING))).toEqual({
      ...EVERYTHING,
      tasks: EVERYTHING.tasks.map((one) =>
        one.retry === undefined ? one : { ...one, retry: { ...one.retry, nonRetryableTypes: ["BAD", "FATAL"] } },
      ),
    });
  });

  it("keeps edges and joins, by bytes that stay as they are", () => {
    const join = { kind: "AT_LEAST", count: 1, unmet: "SKIP" } as const;
    const definition = flow(
      [
        task("a", {
          next: [
            { to: "b", message: "", on: ["SUCCESS", "SKIP"] },
            { target: "FAIL", message: "no", on: ["FAILURE"] },
          ],
        }),
        task("b", { dependsOn: [{ task: "a", on: ["COMPLETION"] }], join }),
        task("c", { dependsOn: ["a", { task: "b", on: ["FAILURE"] }], join: { kind: "ALL", count: 0, unmet: "FAIL" } }),
      ],
      { name: "", allowCycles: true, maxInstances: 7 },
    );
    const canonical = canonicalDefinition(definition);
    expect(decodeDefinition(canonical)).toEqual(definition);
    expect(Buffer.from(canonical).toString("hex")).toBe(EDGES_BYTES);
  });

  it("keeps expressions, by bytes that stay as they are", () => {
    const dependsOn = [{ task: "a", on: ["SUCCESS"] as const, condition: "result.ok" }];
    const definition = flow(
      [
        task("a", {
          next: [{ to: "c", message: "", on: ["FAILURE"], condition: "tries > 1" }],
          repeat: { until: "result.done", maxTimes: 3, delayMs: 250 },
          retry: retry(2, { condition: "failure.retryable" }),
          bindings: { n: "input.n" },
        }),
        task("b", { dependsOn }),
        task("c", { repeat: { maxTimes: 2, delayMs: 0 } }),
      ],
      { name: "", output: "1" },
    );
    const canonical = canonicalDefinition(definition);
    expect(decodeDefinition(canonical)).toEqual(definition);
    expect(Buffer.from(canonical).toString("hex")).toBe(EXPRESSIONS_BYTES);
  });

  it("of what comes back is the same, whatever the definition", () => {
    fc.assert(
      fc.property(definitions, (definition) => {
        const canonical = canonicalDefinition(definition);
        const decoded = decodeDefinition(canonical);
        expect(canonicalDefinition(decoded)).toEqual(canonical);
        expect(decoded.tasks.map((one) => one.name)).toEqual(definition.tasks.map((one) => one.name));
      }),
      { numRuns: 300 },
    );
  });

  it("keeps keys that objects know by themselves", () => {
    const labels = Object.fromEntries([
      ["__proto__", "x"],
      ["constructor", "y"],
    ]);
    const decoded = decodeDefinition(canonicalDefinition(flow([], { labels })));
    expect(Object.entries(decoded.labels)).toEqual(Object.entries(labels));
  });

  const damaged: readonly (readonly [string, readonly number[]])[] = [
    ["nothing", []],
    ["another format", [2]],
    ["an unknown field", [1, 99, 0]],
    ["fields out of order", [1, 2, 1, 97, 1, 1, 97]],
    ["a field twice", [1, 1, 1, 97, 1, 1, 97]],
    ["a field that is cut off", [1, 1, 5, 97]],
    ["an unknown name of a choice", [1, 4, 1, 9]],
    ["a number in more bytes than needed", [1, 7, 2, 0x82, 0x00]],
    ["a number that is followed by something", [1, 7, 2, 2, 2]],
    ["text that is no UTF-8", [1, 1, 1, 0xff]],
  ];
  for (const [what, bytes] of damaged) {
    it(`refuses to read ${what}`, () => expect(() => decodeDefinition(Uint8Array.from(bytes))).toThrow());
  }
});

function payload() {
  return { data: new Uint8Array(), contentType: "", metadata: {} };
}

const texts = fc.string({ unit: "binary", maxLength: 8 });
const counts = fc.nat({ max: 2 ** 51 });
const outcomes = fc.uniqueArray(fc.constantFrom("SUCCESS", "FAILURE", "COMPLETION", "SKIP"), { minLength: 1 });
const edges = fc.oneof(
  fc.record({ to: texts, message: texts, on: outcomes }),
  fc.record({ target: fc.constantFrom("FAIL", "SUCCEED", "PAUSE", "NOOP"), message: texts, on: outcomes }),
);
const tasksOf: fc.Arbitrary<TaskDefinition> = fc
  .record({
    name: texts,
    type: texts,
    queue: texts,
    priority: fc.integer(),
    delayMs: counts,
    dependsOn: fc.array(fc.oneof(texts, fc.record({ task: texts, on: outcomes })), { maxLength: 3 }),
    next: fc.array(edges, { maxLength: 3 }),
    reads: fc.array(texts, { maxLength: 3 }),
    labels: fc.dictionary(texts, texts, { maxKeys: 3 }),
    timeouts: fc.record({ runMs: counts, totalMs: counts }, { requiredKeys: [] }),
  })
  .map(({ name, ...fields }) => task(name, fields));
const definitions = fc
  .record({
    name: texts,
    tasks: fc.array(tasksOf, { maxLength: 4 }),
    jitter: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ name, tasks, jitter }) => flow(tasks, { name, defaultRetry: retry(2, { jitter }) }));
