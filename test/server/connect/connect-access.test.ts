/**
 * Who may do what over HTTP, on a real MongoDB: every method that is served there, with a token of each verb and of none,
 * and with ids of another namespace. The table of gRPC holds, to the letter.
 */
import type { DescMethod } from "@bufbuild/protobuf";
import { Code } from "@connectrpc/connect";
import { describe, expect, it } from "vitest";
import { FlowState, LazyEngine } from "#gen/lazyengine/v1/index.js";
import { flowDefinition } from "../../../src/embedded/flow-definition.js";
import { VERBS, VERBS_OF_METHODS } from "../../../src/service/verbs.js";
import { createMongoStore } from "../../../src/store/mongo/mongo-store.js";
import { startEngine } from "../../engine/stores.js";
import { testDatabase } from "../../mongod/database.js";
import { callAny } from "../any-call.js";
import type { ErrorFacts } from "../raw-client.js";
import { startServer } from "../running-server.js";
import { bearer, tokensFile } from "../tokens-file.js";
import { type ConnectClient, connectClient, connectRefusalOf, post } from "./connect-client.js";

const tokenOf = (verb: string) => `only-${verb}-0123456789`;
const STRANGER = "stranger-0123456789";
const TOKENS = `tokens:
${VERBS.map((verb) => `  - { token: ${tokenOf(verb)}, principal: ${verb}, namespaces: { prod: [${verb}] } }`).join("\n")}
  - { token: ${STRANGER}, principal: stranger, namespaces: [other] }
`;

const SERVED = Object.entries(LazyEngine.method).filter(
  ([, { methodKind }]) => methodKind === "unary" || methodKind === "server_streaming",
) as readonly (readonly [keyof typeof LazyEngine.method, DescMethod])[];

async function serve() {
  const { uri, dbName } = testDatabase();
  const { engine } = await startEngine(createMongoStore({ uri, database: dbName }));
  const server = await startServer(engine, { tokens: tokensFile(TOKENS).path });
  return { engine, server, client: connectClient(server.httpPort, { binary: false }) };
}

type Setting = ReturnType<typeof bearer> | Record<string, never>;

/** What the call ends with; undefined = an answer, or the first frame of a stream. */
async function outcome(
  client: ConnectClient,
  name: keyof typeof LazyEngine.method,
  request: object,
  setting: Setting,
): Promise<ErrorFacts | undefined> {
  const left = new AbortController();
  const called = client[name] as unknown as (request: object, options: object) => unknown;
  const answer = called.call(client, request, { ...setting, timeoutMs: 5_000, signal: left.signal });
  const first =
    LazyEngine.method[name].methodKind === "unary"
      ? (answer as Promise<unknown>)
      : (answer as AsyncIterable<unknown>)[Symbol.asyncIterator]().next();
  const ended = await first.then(
    () => undefined,
    (error: unknown) => connectRefusalOf(Promise.reject(error)),
  );
  left.abort();
  return ended;
}

describe("a call over HTTP", () => {
  it("takes the verbs that its method takes, and a token with another verb is refused as by gRPC", async () => {
    const { server, client } = await serve();
    for (const [name, method] of SERVED) {
      for (const verb of VERBS) {
        const setting = bearer(tokenOf(verb));
        const refused = await outcome(client, name, { namespace: "prod" }, setting);
        const allowed = VERBS_OF_METHODS[name].every((taken) => taken === verb);
        expect([name, verb, refused?.reason !== "PERMISSION_DENIED"]).toEqual([name, verb, allowed]);
        if (allowed) continue;
        expect(refused).toEqual(await callAny(server.client, method, { namespace: "prod" }, setting));
      }
    }
  });

  it("is refused without a token, whatever it asks for, and never for want of a field", async () => {
    const { client } = await serve();
    for (const [name] of SERVED) {
      expect([name, await outcome(client, name, {}, {})]).toMatchObject([
        name,
        { code: Code.Unauthenticated, reason: "UNAUTHENTICATED" },
      ]);
    }
  });

  it("finds nothing of another namespace: its ids answer as ids that never were", async () => {
    const { engine, client } = await serve();
    const spec = { name: "theirs", tasks: [{ name: "t", type: "w" }] };
    await engine.run({ namespace: "prod", flowId: "theirs", definition: { kind: "spec", spec: flowDefinition(spec) } });
    for (const name of ["getFlowDetails", "watchFlow", "suspendFlow", "deleteFlow", "taskComplete"] as const) {
      const request = (flowId: string) => ({
        namespace: "other",
        flowId,
        ...(name === "taskComplete" && { taskId: "t", outcome: { case: "result", value: {} } }),
      });
      const [real, unreal] = await Promise.all(
        ["theirs", "nobodys"].map((flowId) => outcome(client, name, request(flowId), bearer(STRANGER))),
      );
      expect([name, real?.reason]).toEqual([name, "FLOW_NOT_FOUND"]);
      expect(JSON.stringify(real).replaceAll("theirs", "ID")).toBe(JSON.stringify(unreal).replaceAll("nobodys", "ID"));
    }
    expect((await engine.getFlowDetails({ namespace: "prod", flowId: "theirs" })).flow.state).toBe("RUNNING");
  });
});

describe("a flow over HTTP", () => {
  it("is run, watched and completed from start to end", async () => {
    const { client } = await serve();
    const as = (verb: string) => bearer(tokenOf(verb));
    const spec = {
      name: "two",
      tasks: [
        { name: "a", work: { case: "type" as const, value: "w" } },
        { name: "b", work: { case: "type" as const, value: "w" }, dependsOn: [{ task: "a" }] },
      ],
    };
    const definition = { case: "spec", value: spec } as const;
    const { flow, ready } = await client.run({ namespace: "prod", flowId: "two", definition }, as("run"));
    expect(ready.map(({ taskId }) => taskId)).toEqual(["a"]);
    const states: string[] = [];
    const watched = (async () => {
      const about = { namespace: "prod", flowId: "two", sinceRevision: flow?.revision ?? "" };
      for await (const { frame } of client.watchFlow(about, as("read"))) {
        if (frame.case === "update") states.push(String(frame.value.flow?.state));
      }
    })();
    for (const taskId of ["a", "b"]) {
      const outcome = { case: "result", value: {} } as const;
      await client.taskComplete({ namespace: "prod", flowId: "two", taskId, outcome }, as("complete"));
    }
    // It ends with the flow.
    await watched;
    expect(states.at(-1)).toBe(String(FlowState.SUCCEEDED));
    const again = await connectRefusalOf(client.run({ namespace: "prod", flowId: "two", definition }, as("run")));
    expect(again).toMatchObject({ code: Code.AlreadyExists, reason: "FLOW_EXISTS" });
  });

  it("that is missing has its own status in a batch, whose details are written as JSON as well", async () => {
    const { server } = await serve();
    const request = { namespace: "prod", items: [{ flowId: "missing", taskId: "t", result: {} }] };
    const { headers } = bearer(tokenOf("complete"));
    const answer = await post(server.httpPort, LazyEngine.method.taskCompleteBatch, request, headers);
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body).verdicts).toMatchObject([
      { status: { code: Code.NotFound, details: [{ "@type": "type.googleapis.com/google.rpc.ErrorInfo" }] } },
    ]);
  });
});
