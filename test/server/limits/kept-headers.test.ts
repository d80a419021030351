/**
 * What is kept of the headers of calls for as long as they are open.
 */
import { once } from "node:events";
import { connect, createServer, type ServerHttp2Stream } from "node:http2";
import type { AddressInfo } from "node:net";
import { Metadata, type ServerInterceptingCallInterface, status } from "@grpc/grpc-js";
import { describe, expect, it, onTestFinished } from "vitest";
import { LazyEngine } from "#gen/lazyengine/v1/index.js";
import { forgetOthers, keepNeeded } from "../../../src/server/grpc/kept-headers.js";
import { fakeEngine } from "../fake-engine.js";
import { startServer } from "../running-server.js";
import { connection, open, pathOf, refusal } from "./raw-stream.js";

const { executeTasks, getServerInfo, run } = LazyEngine.method;

const MIB = 1024 * 1024;
const WATCH = "/grpc.health.v1.Health/Watch";
const LONG = "x".repeat(60_000);

describe("a service that takes no token", () => {
  it("takes 8 KiB of metadata and no more, whichever headers they are in", async () => {
    const server = await startServer(fakeEngine());
    const session = connection(server.grpcPort);
    for (const name of ["x-any", "authorization", ":authority", ":scheme", "grpc-encoding"]) {
      expect(await refusal(open(session, WATCH, { [name]: LONG })), name).toMatchObject({
        code: status.INVALID_ARGUMENT,
        reason: "LIMIT_EXCEEDED",
        metadata: { field: "", limit: "8192", value: expect.stringMatching(/^60\d{3}$/) },
      });
    }
    const stream = open(session, WATCH, { "x-any": "x".repeat(8_000) });
    const answered = new Promise((resolve) => stream.once("response", resolve));
    stream.end(Buffer.alloc(5));
    expect(await answered).not.toHaveProperty("grpc-status");
  });
});

describe("an open call of the contract", () => {
  /** More than 8 MiB of them all. */
  const calls = 150;

  it("is given up where more is kept of headers than may be: the one that has been open the longest", async () => {
    const server = await startServer(fakeEngine(), { maxHeldBytes: 8 * MIB });
    const session = connection(server.grpcPort);
    const refused = refusal(open(session, pathOf(run), { authorization: LONG }));
    for (let call = 1; call < calls; call += 1) open(session, pathOf(run), { authorization: LONG });
    expect(await refused).toMatchObject({
      code: status.RESOURCE_EXHAUSTED,
      reason: "OVERLOADED",
      message: "the headers of open calls may take 8388608 bytes of this server process",
      metadata: { limit: "held_bytes", value: String(8 * MIB) },
    });
  });

  it("keeps nothing of those that tell neither its caller nor its trace, and of none once it has ended", async () => {
    const server = await startServer(fakeEngine(), { maxHeldBytes: 8 * MIB, maxSessionsPerConnection: calls });
    const session = connection(server.grpcPort);
    const streams = Array.from({ length: calls }, () => open(session, pathOf(executeTasks), { "x-any": LONG }));
    for (let call = 0; call < calls; call += 1)
      await server.client.unary(getServerInfo, {}, { headers: { authorization: LONG } });
    expect(streams.filter((stream) => stream.closed)).toEqual([]);
  });
});

it("of metadata what is not needed is dropped", () => {
  const metadata = new Metadata();
  metadata.add("authorization", "one");
  metadata.add("authorization", "two");
  metadata.add("x", "three");
  const bytes = 2 * "authorizationone".length;
  expect(keepNeeded(metadata, new Set(["authorization"]))).toEqual({ sent: bytes + "xthree".length, kept: bytes });
  expect(metadata.toJSON()).toEqual({ authorization: ["one", "two"] });
});

it("neither the stream nor its call keeps others", async () => {
  const server = createServer();
  onTestFinished(() => void server.close());
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const session = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  onTestFinished(() => session.destroy());
  const arrived = once(server, "stream");
  session.request({ ":method": "POST", ":scheme": LONG, ":authority": "a" }).on("error", () => undefined);
  const [stream] = (await arrived) as [ServerHttp2Stream];
  const call = { host: "a", incomingEncoding: LONG };
  expect(forgetOthers(call as unknown as ServerInterceptingCallInterface, stream)).toBe(2 * LONG.length + 1);
  expect(call).toEqual({ host: null, incomingEncoding: "too-long" });
  const values = Reflect.ownKeys(stream).map((name) => Reflect.get(stream, name) as unknown);
  expect(values.filter((value) => typeof value === "string" && value !== "")).toEqual([]);
});
