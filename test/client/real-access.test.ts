// A client and an executor that have to show who they are: TLS, mutual TLS, tokens.
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { Executor, type FlowSpec, type TlsOptions } from "../../src/client/index.js";
import { Latch } from "../../src/client/latch.js";
import { issuerKey, keysFile, trusting } from "../server/auth/issued-tokens.js";
import { makeCertificates } from "../server/certificates.js";
import { startRealServer } from "./real-server.js";
import { silentLog } from "./scripted-session.js";

const ONE: FlowSpec = { tasks: [{ name: "only", type: "work" }] };

test("with mutual TLS and a token a flow runs; without either the executor is refused for good", async () => {
  const certificates = makeCertificates();
  const own = certificates.issue("server");
  const worker = certificates.issue("worker");
  const tokens = join(dirname(certificates.authority), "tokens.yaml");
  writeFileSync(tokens, "tokens:\n  - {principal: ci, token: a-long-enough-secret-token, namespaces: [team-a]}\n");
  const server = await startRealServer({
    config: { tlsCert: own.cert, tlsKey: own.key, tlsClientCa: certificates.authority, tokens },
  });
  const tls: TlsOptions = {
    ca: certificates.read(certificates.authority),
    cert: certificates.read(worker.cert),
    key: certificates.read(worker.key),
  };
  const token = () => "a-long-enough-secret-token";
  const client = server.client({ tls, token, namespace: "team-a" });
  await server.executor({ client, handlers: { work: () => "done" } });
  expect(await (await client.run(ONE)).result()).toEqual({ only: "done" });

  await expect(server.client({ tls, namespace: "team-a" }).run(ONE)).rejects.toMatchObject({
    code: "UNAUTHENTICATED",
    reason: "UNAUTHENTICATED",
  });
  const stranger = new Executor({
    client: server.client({ tls, token, namespace: "team-b" }),
    handlers: { work: () => "stolen" },
    log: silentLog,
  });
  await expect(stranger.start()).rejects.toMatchObject({ code: "PERMISSION_DENIED" });
  const { key: _key, cert: _cert, ...anonymous } = tls;
  const nobody = server.client({ tls: anonymous, token, namespace: "team-a", retry: false });
  await expect(nobody.run(ONE)).rejects.toMatchObject({ code: "UNAVAILABLE" });
});

test("a server that is not the one it should be is not talked to", async () => {
  const certificates = makeCertificates();
  const own = certificates.issue("server");
  const server = await startRealServer({ config: { tlsCert: own.cert, tlsKey: own.key } });
  const ca = certificates.read(certificates.authority);
  expect((await server.client({ tls: { ca } }).getServerInfo()).store).toBe("memory");
  const other = makeCertificates();
  const suspicious = server.client({ tls: { ca: other.read(other.authority) }, retry: false });
  await expect(suspicious.getServerInfo()).rejects.toMatchObject({ code: "UNAVAILABLE" });
});

test("an executor and a watch go on with the next token when theirs expires, with what they hold", async () => {
  const key = await issuerKey("k-1");
  const exp = Math.floor(Date.now() / 1_000) + 3;
  const [first, next] = [await key.sign({ exp }), await key.sign()];
  const renewed = new Latch();
  const token = () => {
    if (Date.now() < exp * 1_000) return first;
    renewed.open();
    return next;
  };
  const config = { ...trusting(keysFile(key)), jwtClockTolerance: 0 };
  const server = await startRealServer({ config });
  const client = server.client({ token, namespace: "mine" });
  const begun = new Latch();
  let runs = 0;
  await server.executor({
    client,
    handlers: {
      work: async () => {
        runs += 1;
        begun.open();
        await renewed.promise;
        return "done";
      },
    },
  });
  const handle = await client.run(ONE);
  const states: string[] = [];
  const watched = (async () => {
    for await (const event of client.watchFlow({ flowId: handle.flowId })) {
      if (event.kind === "update") states.push(event.flow.state);
    }
  })();
  await begun.promise;
  expect(await handle.result()).toEqual({ only: "done" });
  await watched;
  expect(states.at(-1)).toBe("SUCCEEDED");
  expect(runs).toBe(1);
  const { tasks } = await client.getFlowDetails(handle.flowId, { view: "FULL" });
  expect(tasks[0]?.attempt).toBe(1);
});

test("an executor whose token expires and is not renewed is refused for good", async () => {
  const key = await issuerKey("k-1");
  const token = await key.sign({ exp: Math.floor(Date.now() / 1_000) + 2 });
  const server = await startRealServer({ config: { ...trusting(keysFile(key)), jwtClockTolerance: 0 } });
  const refused = new Latch();
  const executor = new Executor({
    client: server.client({ token, namespace: "mine" }),
    handlers: { work: () => "never" },
    log: { ...silentLog, error: () => refused.open() },
  });
  await executor.start();
  await refused.promise;
  await executor.drain({ deadline: 0 });
});
