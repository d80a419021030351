// HTTP/2 by hand, for what no library sends: frames one by one, and what the server made of them.
import { connect, type Socket } from "node:net";

const PREFACE = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
const FRAME_HEAD = 9;
/** The most that a frame may have where the server does not say otherwise. */
const FRAME_MOST = 16_384;
const TYPE = { headers: 1, reset: 3, settings: 4, ping: 6, goaway: 7, continuation: 9 } as const;
const ACK = 1;
const END_HEADERS = 4;
const CANCEL = 8;

/** What the server has read of a connection, as it says itself. */
export interface Heard {
  /** All that was sent: frames are read in order, and it answered the last. */
  readonly all: boolean;
  /** It ended the connection, or said that it will. */
  readonly ended: boolean;
  /** The last stream that it may have done something about, where it ended the connection in order. */
  readonly lastStream: number;
  /** What reached the socket of it. */
  readonly bytes: number;
}

export class RawHttp2 {
  readonly #socket: Socket;
  #came = Buffer.alloc(0);
  #lastStream = 0;
  #ended = false;
  #all = false;
  #tell: () => void = () => undefined;

  constructor(port: number) {
    this.#socket = connect(port, "127.0.0.1");
    this.#socket.on("error", () => undefined);
    this.#socket.on("close", () => {
      this.#ended = true;
      this.#tell();
    });
    this.#socket.on("data", (bytes) => this.#read(bytes));
    this.#socket.write(PREFACE);
    this.frame(TYPE.settings, 0, 0, Buffer.alloc(0));
  }

  frame(type: number, flags: number, stream: number, payload: Buffer): void {
    const head = Buffer.alloc(FRAME_HEAD);
    head.writeUIntBE(payload.length, 0, 3);
    head.writeUInt8(type, 3);
    head.writeUInt8(flags, 4);
    head.writeUInt32BE(stream, 5);
    this.#socket.write(Buffer.concat([head, payload]));
  }

  /** A block of headers, in as many frames as it takes. The stream stays open. */
  headers(stream: number, block: Buffer): void {
    for (let at = 0; at === 0 || at < block.length; at += FRAME_MOST) {
      const last = at + FRAME_MOST >= block.length;
      const type = at === 0 ? TYPE.headers : TYPE.continuation;
      this.frame(type, last ? END_HEADERS : 0, stream, block.subarray(at, at + FRAME_MOST));
    }
  }

  reset(stream: number): void {
    const code = Buffer.alloc(4);
    code.writeUInt32BE(CANCEL);
    this.frame(TYPE.reset, 0, stream, code);
  }

  /** Asks for an answer behind all that was sent, waits for it, for the end or for so long, and closes the connection. */
  async heard(patienceMs: number): Promise<Heard> {
    this.frame(TYPE.ping, 0, 0, Buffer.alloc(8));
    await new Promise<void>((resolve) => {
      const late = setTimeout(resolve, patienceMs);
      this.#tell = () => {
        if (!this.#all && !this.#ended) return;
        clearTimeout(late);
        resolve();
      };
      this.#tell();
    });
    const bytes = this.#socket.bytesWritten;
    this.#socket.destroy();
    return { all: this.#all, ended: this.#ended, lastStream: this.#lastStream, bytes };
  }

  #read(bytes: Buffer): void {
    this.#came = Buffer.concat([this.#came, bytes]);
    while (this.#came.length >= FRAME_HEAD) {
      const end = FRAME_HEAD + this.#came.readUIntBE(0, 3);
      if (this.#came.length < end) return;
      const [type, flags] = [this.#came.readUInt8(3), this.#came.readUInt8(4)];
      if (type === TYPE.settings && flags !== ACK) this.frame(TYPE.settings, ACK, 0, Buffer.alloc(0));
      if (type === TYPE.ping && flags === ACK) this.#all = true;
      if (type === TYPE.goaway) {
        this.#ended = true;
        this.#lastStream = this.#came.readUInt32BE(FRAME_HEAD);
      }
      this.#came = this.#came.subarray(end);
      this.#tell();
    }
  }
}

/** A header as it stands, for no table. */
export function literal(name: string, value: string): Buffer {
  return Buffer.concat([Buffer.from([0]), text(name), text(value)]);
}

/** A header of which the table of the server is to keep a copy. */
export function kept(name: string, value: string): Buffer {
  return Buffer.concat([Buffer.from([0x40]), text(name), text(value)]);
}

/** The header that was kept last, so many times: a byte each. */
export function keptAgain(times: number): Buffer {
  return Buffer.alloc(times, 0xbe);
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  const length: number[] = [Math.min(bytes.length, 127)];
  let rest = bytes.length - 127;
  if (rest >= 0) {
    for (; rest >= 128; rest = Math.floor(rest / 128)) length.push((rest % 128) + 128);
    length.push(rest);
  }
  return Buffer.concat([Buffer.from(length), bytes]);
}
