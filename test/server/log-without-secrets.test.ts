/**
 * Whatever the level of the log, and whether a call succeeds or is refused: no line has a token that a caller showed, nor
 * anything of what it sent to be kept.
 */
import { expect, it } from "vitest";
import { type ConflictPolicy, LazyEngine } from "#gen/lazyengine/v1/index.js";
import { serveMemoryWith } from "../service/served.js";
import { http, post } from "./connect/connect-client.js";
import { refusalOf } from "./raw-client.js";
import type { TestServer } from "./running-server.js";
import { StreamReading } from "./stream-reading.js";
import { bearer, tokensFile } from "./tokens-file.js";

const methods = LazyEngine.method;
const TOKEN = "s3cret-caller-0123456789";
const STRANGER = "s3cret-stranger-0123456789";
const JWT = "eyJzM2NyZXQ.s3cretclaims.s3cretsignature";
/** In each token and payload, as text. */
const SECRET = "s3cret";
const KNOWN = bearer(TOKEN);
const namespace = "n";

function payload(what: string) {
  const data = new TextEncoder().encode(JSON.stringify(`${SECRET}-${what}`));
  return { data, contentType: "application/json", metadata: { note: `${SECRET}-of-${what}` } };
}

/** The same by Connect's JSON. */
function jsonPayload(what: string) {
  const { data, ...rest } = payload(what);
  return { ...rest, data: Buffer.from(data).toString("base64") };
}

const TASK = { name: "t", work: { case: "type" as const, value: "q" }, input: payload("task-input") };
const SPEC = { name: "d", tasks: [TASK] };

async function serve(): Promise<TestServer> {
  const tokens = tokensFile(`tokens: [{ token: ${TOKEN}, principal: p, namespaces: [${namespace}] }]`).path;
  return serveMemoryWith({ tokens, auditLog: "all", logLevel: "trace" });
}

/** No part of a payload or token in the log, as it stands or as it is sent by HTTP. */
function expectNothingSecret({ log }: TestServer): void {
  expect(log.length).toBeGreaterThan(0);
  const text = JSON.stringify(log);
  for (const secret of [SECRET, Buffer.from(`"${SECRET}`).toString("base64").slice(0, 8)]) {
    expect(text).not.toContain(secret);
  }
}

/** A flow whose task fails, is run again and succeeds, with all that a caller may send along. */
async function workThrough({ client }: TestServer): Promise<void> {
  const definition = { case: "spec", value: SPEC } as const;
  const flowId = "f-1";
  await client.unary(methods.putDefinition, { namespace, spec: SPEC }, KNOWN);
  await client.unary(methods.run, { namespace, flowId, definition, input: payload("input") }, KNOWN);
  const polled = { namespace, sessionId: "s", queues: ["q"], maxTasks: 1 };
  const { tasks } = await client.unary(methods.pollReadyTasks, polled, KNOWN);
  const claimed = { flowId, taskId: "t", claimToken: tasks[0]?.claimToken ?? "" };
  const progress = { ...claimed, details: payload("progress") };
  await client.unary(methods.reportProgress, { namespace, reports: [progress] }, KNOWN);
  const failure = { type: "bad", message: `${SECRET}-message`, details: payload("details"), nonRetryable: true };
  const outcome = { case: "failure", value: failure } as const;
  await client.unary(methods.taskComplete, { namespace, ...claimed, outcome, memo: payload("memo") }, KNOWN);
  await client.unary(methods.retryFlow, { namespace, flowId }, KNOWN);
  await client.unary(methods.suspendFlow, { namespace, flowId }, KNOWN);
  await client.unary(methods.resumeFlow, { namespace, flowId, input: payload("new-input") }, KNOWN);
  const stream = client.bidi(methods.executeTasks, KNOWN);
  const reading = new StreamReading(stream);
  stream.write({ frame: { case: "open", value: { namespace, queues: ["q"], maxInFlight: 1 } } });
  const [again] = await reading.find(({ frame }) => (frame.case === "readyTasks" ? frame.value.tasks : undefined));
  const result = { case: "result", value: payload("result") } as const;
  const items = [{ flowId, taskId: again?.taskId ?? "", claimToken: again?.claimToken ?? "", outcome: result }];
  stream.write({ frame: { case: "complete", value: { seq: 1n, items } } });
  await reading.find(({ frame }) => (frame.case === "verdicts" ? frame.value : undefined));
  stream.cancel();
}

/** What each is refused with is about the call, and none of it is what the call carried. */
async function beRefused({ client, httpPort }: TestServer): Promise<void> {
  const definition = { case: "spec", value: SPEC } as const;
  const input = payload("input");
  const run = { namespace, flowId: "f-1", definition, input };
  const claimed = { flowId: "f-1", taskId: "t", claimToken: "1.nothing" };
  const result = { case: "result", value: payload("result") } as const;
  const fail = { onConflict: 1 as ConflictPolicy };
  const refused = [
    client.unary(methods.run, { ...run, ...fail, requestId: "r" }, KNOWN),
    client.unary(methods.run, { ...run, flowId: "", labels: { "": "x" } }, KNOWN),
    client.unary(methods.run, run, bearer(STRANGER)),
    client.unary(methods.run, run, bearer(JWT)),
    client.unary(methods.run, { ...run, namespace: "other" }, KNOWN),
    client.unary(methods.run, run, { headers: { authorization: `Basic ${SECRET}` } }),
    client.unary(methods.taskComplete, { namespace, ...claimed, outcome: result }, KNOWN),
    client.bytes(methods.run, new TextEncoder().encode(`${SECRET} that is no message`)),
  ];
  await Promise.all(refused.map(refusalOf));
  const base = { namespace, flowId: "f-9", input: jsonPayload("input") };
  const texts = [
    { ...base, spec: SECRET },
    { ...base, input: SECRET },
    { ...base, [SECRET]: 1 },
    { ...base, priority: `${SECRET}` },
    `{"namespace": "${namespace}", "input": ${SECRET}`,
    `${SECRET}`,
  ];
  for (const body of texts) {
    const answer = await post(httpPort, methods.run, body, KNOWN.headers);
    expect(answer.status).toBeGreaterThanOrEqual(400);
  }
  for (const shown of [TOKEN, STRANGER, JWT]) {
    const path = `/${LazyEngine.typeName}/Run?authorization=${shown}`;
    await http({
      port: httpPort,
      path,
      method: "POST",
      headers: { authorization: `Bearer ${STRANGER}` },
      body: SECRET,
    });
  }
}

it("calls that succeed leave nothing of payloads and tokens in the log", async () => {
  const server = await serve();
  await workThrough(server);
  await server.logged((line) => line["method"] === "ExecuteTasks");
  expectNothingSecret(server);
});

it("calls that are refused leave nothing of payloads and tokens in the log", async () => {
  const server = await serve();
  await workThrough(server);
  await beRefused(server);
  const refused = server.log.filter(({ msg }) => msg === "call refused");
  expect(refused.length).toBeGreaterThanOrEqual(14);
  expectNothingSecret(server);
});
