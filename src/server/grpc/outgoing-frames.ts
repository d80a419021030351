/**
 * What a stream answers, on its way out. It is written in bytes: one that has no form ends its call as every other error
 * does, where grpc-js would tell nobody but the caller.
 */
import type { EventEmitter } from "node:events";
import type { Message } from "@bufbuild/protobuf";
import { drained } from "../drained.js";
import type { Encode } from "../encoded-once.js";
import type { RpcCall } from "../rpc-call.js";
import type { Seam } from "../seam.js";

/** So many bytes may wait for a reader before the handler does. grpc-js counts messages, whatever they have. */
const WAITING_BYTES = 4 * 1024 * 1024;

type Writing = EventEmitter & {
  readonly cancelled: boolean;
  readonly writableEnded: boolean;
  getPeer(): string;
  write(bytes: Buffer, written: () => void): boolean;
};

export class OutgoingFrames {
  readonly #call: Writing;
  readonly #rpc: RpcCall;
  readonly #encode: Encode;
  readonly #slowReaders: Seam["slowReaders"];
  #waiting = 0;
  #draining: Promise<void> | undefined;

  constructor(call: Writing, rpc: RpcCall, encode: Encode, { slowReaders }: Seam) {
    this.#call = call;
    this.#rpc = rpc;
    this.#encode = encode;
    this.#slowReaders = slowReaders;
  }

  /** Undefined = more may follow at once. Else all who have to wait wait for the same: many may be sent at once. */
  send(message: Message): Promise<void> | undefined {
    const { cancelled, writableEnded } = this.#call;
    if (this.#rpc.settled || cancelled || writableEnded || this.#write(message)) return undefined;
    this.#draining ??= drained(this.#call, this.#rpc, this.#slowReaders).finally(() => {
      this.#draining = undefined;
    });
    return this.#draining;
  }

  /** Whether more may follow. */
  #write(message: Message): boolean {
    const bytes = this.#encodedOrEnd(message);
    if (bytes === undefined) return true;
    this.#waiting += bytes.length;
    const more = this.#call.write(bytes, () => this.#written(bytes.length));
    return more && this.#waiting <= WAITING_BYTES;
  }

  #written(bytes: number): void {
    const wasFull = this.#waiting > WAITING_BYTES;
    this.#waiting -= bytes;
    // Where the messages were few grpc-js has not counted them as too many, and would not tell.
    if (wasFull && this.#waiting <= WAITING_BYTES) this.#call.emit("drain");
  }

  /** Undefined = it has no form, and the call has ended. */
  #encodedOrEnd(message: Message): Buffer | undefined {
    try {
      return this.#encode(message);
    } catch (error) {
      this.#rpc.end(error instanceof Error ? error : new Error(String(error)));
      return undefined;
    }
  }
}
