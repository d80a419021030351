/**
 * Health and reflection take no token: what strangers send there costs little, and nothing of it is kept.
 */
import { constants } from "node:http2";
import { credentials, makeGenericClientConstructor, type ServiceDefinition, status } from "@grpc/grpc-js";
import { service as healthService } from "grpc-health-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { fakeEngine } from "../fake-engine.js";
import { startServer } from "../running-server.js";
import { closed, connection, open, refusal } from "./raw-stream.js";

const WATCH = "/grpc.health.v1.Health/Watch";
const REFLECTION = "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo";

const SERVING = 1;
const NOT_SERVING = 2;
const SERVICE_UNKNOWN = 3;

/** A message with one text, which is shorter than 128 bytes or of 4,096 and more. */
function asking(field: number, text: string): Buffer {
  const { length } = text;
  const head = length < 128 ? [length] : [(length & 127) | 128, length >> 7];
  const message = Buffer.concat([Buffer.from([field * 8 + 2, ...head]), Buffer.from(text)]);
  const frame = Buffer.alloc(5 + message.length);
  frame.writeUInt32BE(message.length, 1);
  frame.set(message, 5);
  return frame;
}

/** The statuses that a watch of health tells, as they come. */
function statuses(stream: ReturnType<typeof open>): number[] {
  const told: number[] = [];
  stream.on("data", (bytes: Buffer) => {
    for (let at = 0; at < bytes.length; at += 7) told.push(bytes[at + 6] ?? 0);
  });
  return told;
}

describe("health", () => {
  it("is told to who watches it, and of an unknown service that it is unknown", async () => {
    let ok = true;
    const engine = fakeEngine({ health: async () => ({ ok, detail: "" }) });
    const server = await startServer(engine);
    const session = connection(server.grpcPort);
    const watch = (service: string) => {
      const stream = open(session, WATCH);
      stream.end(asking(1, service));
      return { stream, told: statuses(stream) };
    };
    const whole = watch("");
    const contract = watch("lazyengine.v1.LazyEngine");
    const unknown = watch("x");
    const left = watch("");
    await expect.poll(() => left.told).toEqual([SERVING]);
    const gone = closed(left.stream);
    left.stream.close(constants.NGHTTP2_CANCEL);
    await gone;
    ok = false;
    await expect.poll(() => whole.told, { timeout: 5_000 }).toEqual([SERVING, NOT_SERVING]);
    await expect.poll(() => contract.told).toEqual([SERVING, NOT_SERVING]);
    expect(unknown.told).toEqual([SERVICE_UNKNOWN]);
    expect(unknown.stream.closed).toBe(false);
    expect(left.told).toEqual([SERVING]);
  });

  it("is told to who reads late as it is then", async () => {
    let ok = true;
    const engine = fakeEngine({ health: async () => ({ ok, detail: "" }) });
    const server = await startServer(engine);
    const stream = open(connection(server.grpcPort, 0), WATCH);
    const answered = new Promise((resolve) => stream.once("response", resolve));
    stream.end(asking(1, ""));
    await answered;
    ok = false;
    await server.logged(({ msg }) => msg === "the store does not answer");
    const told = statuses(stream);
    stream.session?.settings({ initialWindowSize: 65_535 });
    await expect.poll(() => told.at(-1)).toBe(NOT_SERVING);
  });

  it("lists both names", async () => {
    const server = await startServer(fakeEngine());
    const HealthClient = makeGenericClientConstructor(healthService as unknown as ServiceDefinition, "Health");
    const client = new HealthClient(`127.0.0.1:${server.grpcPort}`, credentials.createInsecure());
    onTestFinished(() => client.close());
    const listed = new Promise((resolve, reject) =>
      client["list"]?.({}, (error: Error | null, answer: unknown) =>
        error === null ? resolve(answer) : reject(error),
      ),
    );
    expect(await listed).toEqual({
      statuses: { "": { status: "SERVING" }, "lazyengine.v1.LazyEngine": { status: "SERVING" } },
    });
  });

  it("is not told of a name of more than 4 KiB, of which no more is taken", async () => {
    const server = await startServer(fakeEngine());
    const session = connection(server.grpcPort);
    for (const path of [WATCH, "/grpc.health.v1.Health/Check", REFLECTION]) {
      const stream = open(session, path);
      const refused = refusal(stream);
      const gone = closed(stream);
      const bytes = asking(1, "x".repeat(4096));
      // Its header is enough.
      stream.write(bytes.subarray(0, 5));
      expect(await refused).toMatchObject({
        code: status.INVALID_ARGUMENT,
        reason: "LIMIT_EXCEEDED",
        metadata: { limit: "4096", value: String(bytes.length - 5) },
      });
      expect(await gone).toBe(constants.NGHTTP2_NO_ERROR);
    }
  });
});

describe("reflection", () => {
  it("takes no further request while its answers are not read, and all once they are", async () => {
    const server = await startServer(fakeEngine());
    const session = connection(server.grpcPort, 0);
    const stream = open(session, REFLECTION);
    const answered = new Promise((resolve) => stream.once("response", resolve));
    const many = Buffer.concat(Array.from({ length: 100 }, () => asking(4, "x".repeat(100))));
    stream.write(many);
    await answered;
    let taken = 0;
    const sent = Array.from({ length: 40 }, () => new Promise<void>((resolve) => stream.write(many, () => resolve())));
    for (const written of sent) void written.then(() => (taken += many.length));
    // With each of them the window of the stream would be open again.
    for (let round = 0; round < 100; round += 1) await new Promise<void>((resolve) => session.ping(() => resolve()));
    // The window of the stream, and what is handed to the connection before that is known to be full.
    expect(taken).toBeLessThan(200_000);
    stream.resume();
    session.settings({ initialWindowSize: 1024 * 1024 });
    await Promise.all(sent);
    const trailers = new Promise((resolve) => stream.once("trailers", resolve));
    stream.end();
    expect(await trailers).toMatchObject({ "grpc-status": "0" });
  });

  it("takes at most 256 requests at once", async () => {
    const server = await startServer(fakeEngine());
    const stream = open(connection(server.grpcPort), REFLECTION);
    const refused = refusal(stream);
    stream.write(Buffer.concat(Array.from({ length: 257 }, () => asking(7, ""))));
    expect(await refused).toMatchObject({
      code: status.RESOURCE_EXHAUSTED,
      reason: "OVERLOADED",
      metadata: { limit: "requests_at_once", value: "256" },
    });
  });
});
