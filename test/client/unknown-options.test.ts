/**
 * A misspelt option is refused by its name, by every call of the client, before anything is sent.
 */
import { expect, test } from "vitest";
import { LazyEngine } from "#gen/lazyengine/v1/service_pb.js";
import { Client, FlowHandle } from "../../src/client/index.js";
import { any, errorOf, SILENT, silentClient } from "./silent-client.js";

/** What each call takes before its options. */
const ARGUMENTS: Readonly<Record<string, readonly unknown[]>> = {
  run: [{ name: "f" }],
  validate: [{ name: "f" }],
  taskComplete: [{ flowId: "f", taskId: "a", result: 1 }],
  taskCompleteBatch: [[]],
  getFlowDetails: ["f"],
  explainTask: ["f", "a"],
  listFlows: [],
  watchFlow: [],
  simulateFlow: [{ flowId: "f" }],
  putDefinition: [{ name: "f" }],
  importDefinition: [{ name: "f" }],
  getDefinition: [{ name: "f" }],
  listDefinitions: [],
  getServerInfo: [],
  watchReadyTasks: [],
  pollReadyTasks: [],
  keepSession: ["s"],
  releaseTasks: [[]],
  reportProgress: [[]],
  suspendFlow: ["f"],
  resumeFlow: ["f"],
  cancelFlow: ["f"],
  revertFlow: ["f"],
  endFlow: ["f", "FAILED"],
  retryFlow: ["f"],
  skipTask: ["f", "a"],
  deleteFlow: ["f"],
  listQueues: [],
  updateQueue: ["q"],
  listConcurrencyKeys: [],
  updateConcurrencyKey: ["k"],
  getRetention: [],
  setRetention: [[]],
  putSchedule: ["s", { cron: "@daily", run: { definitionName: "d" } }],
  getSchedule: ["s"],
  listSchedules: [],
  pauseSchedule: ["s"],
  resumeSchedule: ["s"],
  triggerSchedule: ["s"],
  deleteSchedule: ["s"],
};

test("every call of the contract that the client has is among them", () => {
  const rest = new Set(["executeTasks"]);
  const calls = LazyEngine.methods.map(({ localName }) => localName).filter((name) => !rest.has(name));
  expect(Object.keys(ARGUMENTS)).toEqual(expect.arrayContaining(calls));
});

test.each(Object.entries(ARGUMENTS))("%s refuses an option that it does not have", async (name, given) => {
  const client = silentClient();
  const call = Reflect.get(client, name) as (...values: readonly unknown[]) => unknown;
  const misspelt = await errorOf(() => call.call(client, ...given, { deadlineMS: 5 }));
  expect(misspelt).toMatchObject({
    code: "INVALID_ARGUMENT",
    reason: "INVALID_FIELD",
    metadata: { field: "deadlineMS" },
  });
  expect(String(misspelt)).toContain("deadlineMS: there is no such field; did you mean deadlineMs?");
  for (const options of [null, "now", []]) {
    expect(await errorOf(() => call.call(client, ...given, options))).toMatchObject({ reason: "INVALID_FIELD" });
  }
  // The client's own namespace is that of every call.
  expect(await errorOf(() => call.call(client, ...given, { namespace: "other" }))).toMatchObject({
    metadata: { field: "namespace" },
  });
});

test("a handle's calls refuse the same", async () => {
  const handle = new FlowHandle(silentClient(), "f");
  for (const call of [
    () => handle.cancel(any({ gracee: "1s" })),
    () => handle.watch(any({ flowID: "f" })),
    () => handle.wait(any({ timeout: 5 })),
  ]) {
    expect(await errorOf(call)).toMatchObject({ reason: "INVALID_FIELD" });
  }
});

test("undefined is the same as nothing", async () => {
  const sent: string[] = [];
  const unary = (method: { readonly localName: string }) => {
    sent.push(method.localName);
    return Promise.reject(new Error("sent"));
  };
  const client = new Client({ address: "nowhere:1" }, { ...SILENT, unary });
  const absent = { pauseEndTime: undefined, concurrencyLimit: undefined, rateLimit: undefined, signal: undefined };
  expect(await errorOf(() => client.updateQueue("q", any({ ...absent, paused: true })))).toMatchObject({
    message: "sent",
  });
  expect(sent).toEqual(["updateQueue"]);
});
