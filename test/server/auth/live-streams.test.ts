/**
 * Calls that last are looked at again: when the caller's token expires, and when the file of tokens changes.
 */
import { status } from "@grpc/grpc-js";
import { describe, expect, it } from "vitest";
import { LazyEngine } from "#gen/lazyengine/v1/index.js";
import { serveMemoryWith } from "../../service/served.js";
import type { RawClient } from "../raw-client.js";
import { refusalOf } from "../raw-client.js";
import { StreamReading } from "../stream-reading.js";
import { bearer, tokensFile } from "../tokens-file.js";

const { executeTasks, getFlowDetails, pollReadyTasks, run, taskComplete, watchFlow } = LazyEngine.method;

const TOKEN = "worker-0123456789abc";
const OTHER = "other-0123456789abcd";

function tokens(about: string): string {
  return `tokens:
  - { token: ${TOKEN}, principal: worker, ${about} }
  - { token: ${OTHER}, principal: other, namespaces: "*" }
`;
}

/** An executor's stream, opened. */
async function executorOf(client: RawClient, namespace = "mine") {
  const stream = client.bidi(executeTasks, bearer(TOKEN));
  const reading = new StreamReading(stream);
  stream.write({ frame: { case: "open", value: { namespace, queues: ["q"], maxInFlight: 1, sessionId: "s-1" } } });
  await reading.count(1);
  return { stream, reading };
}

describe("a token that expires", () => {
  it("ends the streams and the waiting calls that are open with TOKEN_EXPIRED, and lets no others begin", async () => {
    const expires = new Date(Date.now() + 1_500).toISOString();
    const file = tokensFile(tokens(`namespaces: [mine], expires: ${expires}`));
    const { client } = await serveMemoryWith({ tokens: file.path });
    const executor = await executorOf(client);
    const watch = new StreamReading(client.serverStream(watchFlow, { namespace: "mine" }, bearer(TOKEN)));
    const poll = client.unary(
      pollReadyTasks,
      { namespace: "mine", queues: ["none"], maxTasks: 1, wait: { seconds: 30n } },
      { ...bearer(TOKEN), deadlineMs: 40_000 },
    );
    const refusals = await Promise.all([executor.reading.end(), watch.end(), poll].map(refusalOf));
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(expires) - 5);
    const expected = { code: status.UNAUTHENTICATED, reason: "TOKEN_EXPIRED", metadata: { expire_time: expires } };
    for (const refusal of refusals) expect(refusal).toMatchObject(expected);
    const late = client.unary(getFlowDetails, { namespace: "mine", flowId: "f" }, bearer(TOKEN));
    expect(await refusalOf(late)).toMatchObject(expected);
  });

  it("leaves the session and what it holds to a stream with a new token", async () => {
    const expires = new Date(Date.now() + 1_500).toISOString();
    const file = tokensFile(tokens(`namespaces: [mine], expires: ${expires}`));
    const { client, logged } = await serveMemoryWith({ tokens: file.path });
    const executor = await executorOf(client);
    const spec = { tasks: [{ name: "t", work: { case: "type" as const, value: "q" } }] };
    await client.unary(
      run,
      { namespace: "mine", flowId: "f", definition: { case: "spec", value: spec } },
      bearer(OTHER),
    );
    const taken = await executor.reading.find(({ frame }) => (frame.case === "readyTasks" ? frame.value : undefined));
    expect(await refusalOf(executor.reading.end())).toMatchObject({ reason: "TOKEN_EXPIRED" });
    file.replace(tokens("namespaces: [mine]"));
    await logged(({ msg }) => msg === "read the tokens again");
    const again = await executorOf(client);
    const held = await again.reading.find(({ frame }) => (frame.case === "readyTasks" ? frame.value : undefined));
    expect(held.tasks[0]?.claimToken).toBe(taken.tasks[0]?.claimToken);
  });
});

describe("a file of tokens that changes", () => {
  it.each([
    ["the namespace", tokens("namespaces: [others]"), "PERMISSION_DENIED"],
    ["a verb", tokens("namespaces: { mine: [run, watch, read] }"), "PERMISSION_DENIED"],
    ["the token", tokens("namespaces: [mine]").replace(TOKEN, "replaced-0123456789"), "UNAUTHENTICATED"],
    ["its time", tokens("namespaces: [mine], expires: 2020-01-01T00:00:00Z"), "TOKEN_EXPIRED"],
    ["whose it is", tokens("namespaces: [mine]").replace("principal: worker", "principal: new"), "UNAUTHENTICATED"],
  ])("ends a stream that has lost %s, and no other", async (_what, changed, reason) => {
    const file = tokensFile(tokens("namespaces: [mine]"));
    const { client } = await serveMemoryWith({ tokens: file.path });
    const executor = await executorOf(client);
    const other = new StreamReading(client.serverStream(watchFlow, { namespace: "mine" }, bearer(OTHER)));
    await other.count(1);
    file.replace(changed);
    expect(await refusalOf(executor.reading.end())).toMatchObject({ reason });
    const spec = { tasks: [] };
    await client.unary(
      run,
      { namespace: "mine", flowId: "f", definition: { case: "spec", value: spec } },
      bearer(OTHER),
    );
    await other.find(({ frame }) => (frame.case === "update" ? true : undefined));
  });

  it("leaves a stream that is still allowed as it is, and takes its new expiry over", async () => {
    const file = tokensFile(tokens("namespaces: [mine]"));
    const { client, logged } = await serveMemoryWith({ tokens: file.path });
    const executor = await executorOf(client);
    const expires = new Date(Date.now() + 4_000).toISOString();
    file.replace(tokens(`namespaces: [mine], verbs: [watch, complete], expires: ${expires}`));
    await logged(({ msg }) => msg === "read the tokens again");
    const spec = { tasks: [{ name: "t", work: { case: "type" as const, value: "q" } }] };
    await client.unary(
      run,
      { namespace: "mine", flowId: "f", definition: { case: "spec", value: spec } },
      bearer(OTHER),
    );
    const { tasks } = await executor.reading.find(({ frame }) =>
      frame.case === "readyTasks" ? frame.value : undefined,
    );
    const { flowId, taskId, claimToken } = tasks[0]!;
    const completion = {
      namespace: "mine",
      flowId,
      taskId,
      claimToken,
      outcome: { case: "result", value: {} },
    } as const;
    await client.unary(taskComplete, completion, bearer(TOKEN));
    expect(await refusalOf(executor.reading.end())).toMatchObject({ reason: "TOKEN_EXPIRED" });
  });
});
