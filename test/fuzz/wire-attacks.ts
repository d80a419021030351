// What a client may send that is no client of ours: bytes that are no HTTP/2, frames in any order, headers without end,
// streams that are reset at once, bombs of compressed zeros, messages that are none. Each attack counts its own cases.
import { type ClientHttp2Session, connect as connectHttp2, constants } from "node:http2";
import { connect, type Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { LazyEngine } from "#gen/lazyengine/v1/service_pb.js";
import type { SeededRandom } from "../core/seeded-random.js";
import { kept, keptAgain, literal, RawHttp2 } from "./raw-http2.js";

/**
 * Sends some cases on one connection, and resolves to how many when that is over. Of those that need the server's attention
 * only what it has read counts, as far as it says.
 */
export type Attack = (port: number, random: SeededRandom) => Promise<number>;

const PREFACE = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
const SETTINGS_FRAME = Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]);
const FRAMES = 200;
const STREAMS = 200;
/** A flood of resets, for which the connection is ended. */
const STREAMS_TOO_MANY = 1_500;
const METHODS = Object.values(LazyEngine.method).map(({ name }) => `/${LazyEngine.typeName}/${name}`);
/** A connection that the server has not closed by then is closed here. */
const PATIENCE_MS = 2_000;
const BOMB = gzipSync(Buffer.alloc(64 << 20));

/** Random bytes, some behind a good beginning. */
export const noise: Attack = async (port, random) => {
  const socket = connect(port, "127.0.0.1");
  if (random.chance(0.5)) socket.write(Buffer.concat([PREFACE, SETTINGS_FRAME]));
  socket.write(bytes(random, 1 + random.below(4_096)));
  await over(socket);
  return 1;
};

/** Frames of every type, flag and stream, whose lengths are now and then not true. */
export const frames: Attack = async (port, random) => {
  const socket = connect(port, "127.0.0.1");
  socket.write(Buffer.concat([PREFACE, SETTINGS_FRAME]));
  let sent = 0;
  for (; sent < FRAMES && !socket.destroyed; sent += 1) socket.write(frame(random));
  await over(socket);
  return sent;
};

/** Headers of up to a megabyte: one large, very many, or a few bytes that are a large one again and again. */
export const hugeHeaders: Attack = async (port, random) => {
  const connection = new RawHttp2(port);
  connection.headers(
    1,
    Buffer.concat([headerBlock(random), random.pick([largeHeader, manyHeaders, packedHeaders])(random)]),
  );
  const { all, ended } = await connection.heard(PATIENCE_MS);
  return all || ended ? 1 : 0;
};

function largeHeader(random: SeededRandom): Buffer {
  return literal("x-large", "x".repeat(random.below(1 << 20)));
}

function manyHeaders(random: SeededRandom): Buffer {
  const count = random.below(10_000);
  return Buffer.concat(Array.from({ length: count }, (_, index) => literal(`x-${index}`, "v".repeat(100))));
}

function packedHeaders(random: SeededRandom): Buffer {
  return Buffer.concat([kept("x-large", "x".repeat(4_000)), keptAgain(random.below(260))]);
}

/** Opens streams and takes them back at once; now and then more than HTTP/2's library lets anybody. */
export const rapidReset: Attack = async (port, random) => {
  const connection = new RawHttp2(port);
  const streams = random.chance(0.9) ? STREAMS : STREAMS_TOO_MANY;
  for (let stream = 1; stream < 2 * streams; stream += 2) {
    connection.headers(stream, headerBlock(random));
    connection.reset(stream);
  }
  const { all, lastStream } = await connection.heard(PATIENCE_MS);
  return all ? streams : Math.ceil(lastStream / 2);
};

/** A few kilobytes that would be 64 megabytes. */
export const bomb: Attack = (port, random) =>
  withSession(port, async (session) => {
    const headers = { ...requestHeaders(random), "grpc-encoding": "gzip" };
    await ended(session, headers, message(BOMB, true));
    return 1;
  });

/** Messages that are none, to every method. */
export const invalidMessages: Attack = (port, random) =>
  withSession(port, async (session) => {
    const calls = Array.from({ length: STREAMS }, () => {
      const body = bytes(random, random.below(512));
      const lies = random.chance(0.1);
      return ended(session, requestHeaders(random), lies ? body : message(body, random.chance(0.05)));
    });
    await Promise.all(calls);
    return STREAMS;
  });

function requestHeaders(random: SeededRandom): Record<string, string> {
  return {
    ":method": random.chance(0.95) ? "POST" : "GET",
    ":path": random.chance(0.95) ? random.pick(METHODS) : "/nothing/AtAll",
    "content-type": random.chance(0.95) ? "application/grpc" : "text/plain",
    te: "trailers",
    ...(random.chance(0.2) && { "grpc-timeout": random.pick(["1m", "0n", "-1S", "99999999H", "x"]) }),
  };
}

/** The same as bytes. */
function headerBlock(random: SeededRandom): Buffer {
  const headers = { ...requestHeaders(random), ":scheme": "http", ":authority": "localhost" };
  const own = Object.entries(headers).toSorted(([a], [b]) => Number(b.startsWith(":")) - Number(a.startsWith(":")));
  return Buffer.concat(own.map(([name, value]) => literal(name, value)));
}

/** gRPC's framing: a flag and the length before the message. */
function message(body: Buffer, compressed: boolean): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt8(compressed ? 1 : 0, 0);
  head.writeUInt32BE(body.length, 1);
  return Buffer.concat([head, body]);
}

function frame(random: SeededRandom): Buffer {
  const body = bytes(random, random.below(64));
  const head = Buffer.alloc(9);
  head.writeUIntBE(random.chance(0.9) ? body.length : random.below(1 << 24), 0, 3);
  head.writeUInt8(random.below(11), 3);
  head.writeUInt8(random.below(256), 4);
  head.writeUInt32BE(random.chance(0.5) ? random.below(16) : random.below(2 ** 32), 5);
  return Buffer.concat([head, body]);
}

function bytes(random: SeededRandom, length: number): Buffer {
  return Buffer.from(Array.from({ length }, () => random.below(256)));
}

/** Resolves when the call has ended, in whatever way. */
function ended(session: ClientHttp2Session, headers: Record<string, string>, body: Buffer): Promise<void> {
  if (session.destroyed || session.closed) return Promise.resolve();
  const stream = session.request(headers);
  const close = setTimeout(() => stream.close(constants.NGHTTP2_CANCEL), PATIENCE_MS);
  stream.on("error", () => undefined);
  stream.resume();
  stream.end(body);
  return new Promise((resolve) => {
    stream.once("close", () => {
      clearTimeout(close);
      resolve();
    });
  });
}

async function withSession(port: number, use: (session: ClientHttp2Session) => Promise<number>): Promise<number> {
  const session = connectHttp2(`http://127.0.0.1:${port}`);
  session.on("error", () => undefined);
  // What is asked for before is not sent where the session ends first.
  await new Promise((resolve) => {
    session.once("connect", resolve);
    session.once("close", resolve);
  });
  try {
    return await use(session);
  } finally {
    session.destroy();
  }
}

async function over(socket: Socket): Promise<void> {
  socket.on("error", () => undefined);
  socket.resume();
  socket.end();
  const close = setTimeout(() => socket.destroy(), PATIENCE_MS);
  if (!socket.destroyed) await new Promise((resolve) => void socket.once("close", resolve));
  clearTimeout(close);
}
