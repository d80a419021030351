// What is sent by an attack reaches the one who is attacked: a server that only counts.
import { createServer, type Http2Server, type IncomingHttpHeaders, type ServerHttp2Stream } from "node:http2";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { seededRandom } from "../core/seeded-random.js";
import { type Attack, bomb, hugeHeaders, invalidMessages, rapidReset } from "./wire-attacks.js";

const CANCEL = 8;
let server: Http2Server | undefined;
afterEach(() => void server?.close());

interface Seen {
  connections: number;
  /** Whose headers came whole. */
  streams: number;
  /** By their caller. */
  resets: number;
  /** Of the headers of one stream, unpacked. */
  mostHeaderBytes: number;
  mostHeaders: number;
  /** Of one connection, as they came. */
  mostBytes: number;
  bytesOfMessages: number;
}

/** Counts what comes, with no limit but those that HTTP/2's library has itself. */
async function counting(): Promise<{ readonly port: number; readonly seen: Seen }> {
  const seen = {
    connections: 0,
    streams: 0,
    resets: 0,
    mostHeaderBytes: 0,
    mostHeaders: 0,
    mostBytes: 0,
    bytesOfMessages: 0,
  };
  const counted = (stream: ServerHttp2Stream) => {
    stream.on("error", () => undefined);
    stream.on("close", () => {
      if (stream.rstCode === CANCEL) seen.resets += 1;
    });
    stream.on("data", (bytes: Buffer) => {
      seen.bytesOfMessages += bytes.length;
    });
    stream.on("end", () => {
      if (stream.writable) stream.respond({ ":status": 200 }, { endStream: true });
    });
  };
  server = createServer({
    maxHeaderListPairs: 1_000_000,
    maxSessionMemory: 1_000,
    settings: { maxHeaderListSize: 64 << 20 },
  });
  server.on("connection", (socket) => {
    seen.connections += 1;
    socket.on("close", () => {
      seen.mostBytes = Math.max(seen.mostBytes, socket.bytesRead);
    });
  });
  server.on("stream", (stream: ServerHttp2Stream, _: IncomingHttpHeaders, _flags: number, raw: readonly string[]) => {
    seen.streams += 1;
    seen.mostHeaders = Math.max(seen.mostHeaders, raw.length / 2);
    seen.mostHeaderBytes = Math.max(seen.mostHeaderBytes, raw.join("").length);
    counted(stream);
  });
  server.on("sessionError", () => undefined);
  await new Promise<void>((resolve) => void server?.listen(0, "127.0.0.1", resolve));
  return { port: (server.address() as AddressInfo).port, seen };
}

async function rounds(count: number, attack: Attack) {
  const { port, seen } = await counting();
  const random = seededRandom(1);
  let cases = 0;
  for (let round = 0; round < count; round += 1) cases += await attack(port, random);
  return { cases, seen };
}

test("each stream that is opened and taken back is opened, and taken back", async () => {
  const { cases, seen } = await rounds(20, rapidReset);
  expect(seen.connections).toBe(20);
  // 200 of each at least, and of a flood as many as the library lets through.
  expect(cases).toBeGreaterThanOrEqual(20 * 200);
  await expect.poll(() => seen.streams).toBeGreaterThanOrEqual(20 * 200);
  await expect.poll(() => seen.resets).toBeGreaterThanOrEqual(20 * 200);
});

test("headers are as large, as many and as often repeated as is told", async () => {
  const { cases, seen } = await rounds(60, hugeHeaders);
  expect(cases).toBe(60);
  await expect.poll(() => seen.mostBytes).toBeGreaterThan(100_000);
  expect(seen.mostHeaderBytes).toBeGreaterThan(500_000);
  expect(seen.mostHeaders).toBeGreaterThan(200);
});

test("messages that are none, and bombs, come whole", async () => {
  const invalid = await rounds(3, invalidMessages);
  expect(invalid.seen.streams).toBe(invalid.cases);
  const bombs = await rounds(3, bomb);
  expect(bombs.seen.streams).toBe(3);
  expect(bombs.seen.bytesOfMessages).toBeGreaterThan(3 * 60_000);
});
