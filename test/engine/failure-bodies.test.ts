// What callers say of a failure comes back as they said it, whatever their metadata is called.
import { describe, expect, test } from "vitest";
import type { Failure, Payload } from "../../src/engine/index.js";
import { failureBody, failureOfBody } from "../../src/engine/views/failure-body.js";
import { flow, task } from "./json-payload.js";
import { STORES, startEngine } from "./stores.js";

/** Each alone: a form that something else has, too. */
const NAMES = ["base64", "@payload", "$bytes", "type", "data", "__proto__"];

describe.each(STORES)("$name", ({ make }) => {
  test("details of a failure and of its causes come back with any metadata, from another process, too", async () => {
    const open = make();
    const { engine } = await startEngine(open());
    await engine.run({ flowId: "f", definition: { kind: "spec", spec: flow([task("a"), task("b", ["a"])]) } });
    await engine.taskComplete({ flowId: "f", taskId: "a", outcome: { kind: "failure", failure: FAILURE } });
    for (const reader of [engine, (await startEngine(open())).engine]) {
      const { tasks } = await reader.getFlowDetails({ flowId: "f", view: "FULL", taskIds: ["a"] });
      expect(plain(tasks[0]?.failure)).toEqual(plain(FAILURE));
    }
  });
});

test("bodies that were written before are read, whatever class their bytes had", () => {
  const before = (data: object) => {
    const details = { data, contentType: "text/plain", metadata: { base64: "aGk=" } };
    const cause = { type: "C", message: "c", retryable: true, details, causes: [] };
    return Buffer.from(JSON.stringify({ type: "E", message: "m", retryable: false, details, causes: [cause] }));
  };
  for (const data of [{ base64: "aGk=" }, { type: "Buffer", data: [104, 105] }]) {
    const read = failureOfBody({ data: before(data), contentType: "application/json", metadata: {} });
    const details = { data: Buffer.from("hi"), contentType: "text/plain", metadata: { base64: "aGk=" } };
    expect([read.details, read.causes[0]?.details]).toEqual([details, details]);
  }
});

test("the form of bodies is as it was", () => {
  const { data = Buffer.of() } = failureBody({
    type: "E",
    message: "m",
    retryable: true,
    details: { data: new Uint8Array([104, 105]), contentType: "", metadata: {} },
    causes: [],
  });
  const details = { data: { base64: "aGk=" }, contentType: "", metadata: {} };
  expect(JSON.parse(Buffer.from(data).toString())).toEqual({
    type: "E",
    message: "m",
    retryable: true,
    details,
    causes: [],
  });
});

function named(name: string): Payload {
  // As a message has it: `__proto__` is a key like any other.
  const metadata = Object.fromEntries([[name, "aGk="]]);
  return { data: Buffer.from(`of ${name}`), contentType: "text/plain", metadata };
}

const CAUSES: Failure[] = NAMES.map((name) => ({
  type: "Cause",
  message: name,
  retryable: true,
  details: { ...named(name), data: new Uint8Array([1, 2, 3]) },
  causes: [{ type: "Deeper", message: name, retryable: true, details: named(name), causes: [] }],
}));

const FAILURE: Failure = { type: "E", message: "m", retryable: false, details: named("base64"), causes: CAUSES };

/** With its bytes as text, of whatever class they are, and of maps their entries. */
function plain(failure: Failure | undefined): unknown {
  if (failure === undefined) return undefined;
  const { details, causes, ...rest } = failure;
  if (!(details?.data instanceof Uint8Array)) return "its details have no bytes";
  const { data, metadata, ...described } = details;
  const bytes = Buffer.from(data).toString("hex");
  return { ...rest, ...described, bytes, metadata: Object.entries(metadata), causes: causes.map(plain) };
}
