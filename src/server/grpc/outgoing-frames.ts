/**
 * What a stream answers, on its way out. It is written in bytes: one that has no form ends its call as every other error
 * does, where grpc-js would tell nobody but the caller. And it is held back by its bytes, where grpc-js would queue a number
 * of messages, whatever their size, before it says so.
 */
import { EventEmitter } from "node:events";
import type { Message } from "@bufbuild/protobuf";
import type { Arrival } from "../arrival.js";
import { drained, type Writing } from "../drained.js";
import type { Encode } from "../encoded-once.js";
import type { RpcCall } from "../rpc-call.js";
import type { Seam } from "../seam.js";

/** With more than this written and not taken by the transport, others wait. Small frames go out several at a time. */
const PENDING_BYTES = 64 * 1024;
const PENDING_FRAMES = 16;

type Call = Writing & { readonly writableEnded: boolean; write(frame: Buffer, taken: () => void): boolean };

/** Emits "drain" once more may be written, as a stream does. */
export class OutgoingFrames extends EventEmitter implements Writing {
  readonly #call: Call;
  readonly #arrival: Arrival;
  readonly #rpc: RpcCall;
  readonly #encode: Encode;
  readonly #slowReaders: Seam["slowReaders"];
  #bytes = 0;
  #frames = 0;
  #isFull = false;
  #draining: Promise<void> | undefined;

  constructor(call: Call, arrival: Arrival, rpc: RpcCall, encode: Encode, { slowReaders }: Seam) {
    super();
    this.#call = call;
    this.#arrival = arrival;
    this.#rpc = rpc;
    this.#encode = encode;
    this.#slowReaders = slowReaders;
    call.once("cancelled", () => this.emit("cancelled"));
  }

  get cancelled(): boolean {
    return this.#call.cancelled;
  }

  getPeer(): string {
    return this.#call.getPeer();
  }

  /** Undefined = more may follow at once. Else all who have to wait wait for the same: many may be sent at once. */
  send(message: Message): Promise<void> | undefined {
    if (this.#rpc.settled || this.cancelled || this.#call.writableEnded) return undefined;
    const frame = this.#encodedOrEnd(message);
    if (frame === undefined) return undefined;
    this.#write(frame);
    if (!this.#isFull) return undefined;
    this.#draining ??= drained(this, this.#rpc, this.#slowReaders).finally(() => {
      this.#draining = undefined;
    });
    return this.#draining;
  }

  #write(frame: Buffer): void {
    this.#bytes += frame.length;
    this.#frames += 1;
    this.#isFull = this.#bytes > PENDING_BYTES || this.#frames >= PENDING_FRAMES;
    this.#arrival.frameQueued?.(frame.length);
    this.#call.write(frame, () => this.#taken(frame.length));
  }

  #taken(bytes: number): void {
    this.#bytes -= bytes;
    this.#frames -= 1;
    if (!this.#isFull || this.#bytes > PENDING_BYTES) return;
    this.#isFull = false;
    this.emit("drain");
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
