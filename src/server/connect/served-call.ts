/**
 * One call of the Connect protocol while it is served: the seam's steps in the order in which the protocol's library comes
 * to them. Each way that it can end in is told to the seam once.
 */
import type { DescMethod, Message } from "@bufbuild/protobuf";
import { type ConnectError, createContextKey } from "@connectrpc/connect";
import { EngineError } from "../../engine/engine-error.js";
import type { ServerStreamHandler, UnaryHandler } from "../../service/call.js";
import { errorStatus } from "../../service/error-status.js";
import { Arrival } from "../arrival.js";
import { drained } from "../drained.js";
import type { Encode } from "../encoded-once.js";
import { type Holder, tooMuchHeld } from "../limits/held-bytes.js";
import type { MethodTraits } from "../method-traits.js";
import { tooLarge, unreadable } from "../request-errors.js";
import type { RpcCall } from "../rpc-call.js";
import { arrive, fail, identify, type Seam, succeed, takeRequest } from "../seam.js";
import type { BodyCheck } from "./body-check.js";
import type { ConnectCall } from "./connect-call.js";
import { connectError } from "./connect-errors.js";
import type { FrameWriter } from "./frame-writer.js";

/** The longest that a timer of the runtime can wait: what is due later is not waited for by anybody. */
const TIMER_MAX_MS = 2 ** 31 - 1;

export class ServedCall {
  readonly call: ConnectCall;
  readonly #seam: Seam;
  readonly #arrival: Arrival;
  readonly #unread: Holder;
  /** What it is to be answered with before its handler is done. */
  #verdict: Error | undefined;
  #onVerdict: ((error: Error) => void) | undefined;
  #refusal: ConnectError | undefined;
  #begun = false;
  #answer: Buffer | undefined;

  constructor(seam: Seam, traits: MethodTraits, call: ConnectCall) {
    this.#seam = seam;
    this.call = call;
    this.#arrival = new Arrival(traits, call);
    this.#unread = { peer: this.#arrival.peer, giveUp: () => call.cut() };
  }

  /** Its handler was asked, or it was refused before that by the seam. */
  get decided(): boolean {
    return this.#begun || this.#refusal !== undefined;
  }

  /** What it is answered with, once its handler has; undefined = it was refused, or is a stream. */
  get answer(): Buffer | undefined {
    return this.#answer;
  }

  /** The request in one, once the call is admitted and it may be decoded: of others nothing is read. */
  async *admitted(body: AsyncIterable<Uint8Array>, check: BodyCheck): AsyncIterable<Uint8Array> {
    try {
      const rpc = await arrive(this.#seam, this.#arrival);
      rpc.onEnd((error) => this.#decide(error));
      this.#endAtDeadline(rpc);
    } catch (error) {
      throw this.refuse(error);
    }
    yield* this.#whole(body, check);
    if (this.#arrival.isFresh) return;
    try {
      this.#arrival.rpc?.permitAgain(await identify(this.#seam, this.#arrival));
    } catch (error) {
      throw this.refuse(error);
    }
  }

  /** Keeps the answer for the one who writes it. Rejects with what the call is refused with. */
  async unary(request: Message, handle: UnaryHandler<DescMethod>, encode: Encode): Promise<void> {
    try {
      const rpc = this.#begin(request);
      const answer = await this.#orVerdict(handle(request, rpc));
      const bytes = encode(answer);
      succeed(this.#seam, this.#arrival, answer);
      this.#answer = bytes;
    } catch (error) {
      throw this.refuse(error);
    }
  }

  /** Resolves when all that there is has been written. Rejects with what the call is refused with. */
  async stream(request: Message, handle: ServerStreamHandler<DescMethod>, frames: FrameWriter): Promise<void> {
    try {
      const rpc = this.#begin(request);
      for await (const message of handle(request, rpc)) {
        // Leaving the loop runs the handler's `finally`.
        if (this.#verdict !== undefined || this.call.cancelled) break;
        if (!frames.write(message)) await this.drained();
      }
      if (this.#verdict !== undefined) throw this.#verdict;
      if (this.call.cancelled) throw new EngineError("CANCELLED", "cancelled");
      succeed(this.#seam, this.#arrival);
    } catch (error) {
      throw this.refuse(this.#verdict ?? error);
    }
  }

  /** Resolves when its caller takes more, or is not waited for any longer. */
  async drained(): Promise<void> {
    const { unread, slowReaders } = this.#seam;
    const { rpc } = this.#arrival;
    if (rpc === undefined) return;
    unread.add(this.#unread, this.call.response.writableLength);
    await drained(this.call, rpc, slowReaders);
    unread.release(this.#unread);
  }

  /** What the call ends with. `told`: what its caller is told where the log is to know less. */
  refuse(error: unknown, told?: EngineError): ConnectError {
    if (this.#refusal === undefined) {
      const status = fail(this.#seam, this.#arrival, error);
      this.#refusal = connectError(told === undefined ? status : errorStatus(told, this.#seam.report));
    }
    return this.#refusal;
  }

  /** Throws where the caller may not do this. */
  #begin(request: Message): RpcCall {
    this.#begun = true;
    const { rpc } = this.#arrival;
    if (rpc === undefined) throw new Error("a request was read before its call was admitted");
    if (this.#verdict !== undefined) throw this.#verdict;
    takeRequest(this.#seam, this.#arrival, rpc, request);
    return rpc;
  }

  /** Rejects with what the call is to be answered with, should that be known before. */
  #orVerdict<Value>(awaited: Promise<Value>): Promise<Value> {
    return new Promise((resolve, reject) => {
      this.#onVerdict = reject;
      if (this.#verdict !== undefined) reject(this.#verdict);
      awaited.then(resolve, reject);
    });
  }

  /** Keeps account of what has come until all has: a call that is to be answered before is not waited for. */
  async *#whole(body: AsyncIterable<Uint8Array>, { most, check }: BodyCheck): AsyncIterable<Uint8Array> {
    const { arriving } = this.#seam;
    const holder = {
      peer: this.#arrival.peer,
      giveUp: () => {
        this.refuse(tooMuchHeld(arriving.most));
        this.call.cut();
      },
    };
    const text = this.call.isText ? new TextDecoder("utf-8", { fatal: true }) : undefined;
    const chunks = body[Symbol.asyncIterator]();
    const came: Uint8Array[] = [];
    let length = 0;
    try {
      for (;;) {
        const next = await this.#orVerdict(chunks.next());
        if (next.done === true) break;
        this.#checkText(() => text?.decode(next.value, { stream: true }));
        arriving.add(holder, next.value.length);
        came.push(next.value);
        length += next.value.length;
        if (length > most) throw tooLarge();
      }
      this.#checkText(() => text?.decode());
      const whole = Buffer.concat(came);
      await check(whole);
      yield whole;
    } catch (error) {
      throw error === this.#verdict || error instanceof EngineError ? this.refuse(error) : error;
    } finally {
      arriving.release(holder);
    }
  }

  /** The protocol's library would put something else in place of what is none. */
  #checkText(decode: () => unknown): void {
    try {
      decode();
    } catch {
      throw this.refuse(unreadable("its text is not UTF-8"));
    }
  }

  #decide(error: Error): void {
    this.#verdict ??= error;
    this.#onVerdict?.(error);
  }

  #endAtDeadline(rpc: RpcCall): void {
    const leftMs = this.call.getDeadline() - performance.now();
    if (leftMs > TIMER_MAX_MS) return;
    const timer = setTimeout(() => rpc.end(new EngineError("DEADLINE_EXCEEDED", "the deadline has passed")), leftMs);
    this.call.once("cancelled", () => clearTimeout(timer));
  }
}

export const SERVED_CALL = createContextKey<ServedCall | undefined>(undefined, { description: "the call" });
