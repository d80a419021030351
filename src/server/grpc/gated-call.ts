/**
 * Where every call of gRPC comes in, before grpc-js reads its request: its headers tell who makes it, and it counts for its
 * caller from then on. A handler hears of a call once its request is whole, which it may never be.
 */
import { constants } from "node:http2";
import {
  type Metadata,
  ServerInterceptingCall,
  type ServerInterceptingCallInterface,
  type ServerInterceptor,
} from "@grpc/grpc-js";
import { EngineError } from "../../engine/engine-error.js";
import { Arrival } from "../arrival.js";
import type { AnyCall } from "../auth/caller.js";
import { tooMuchHeld } from "../limits/held-bytes.js";
import type { MethodTraits } from "../method-traits.js";
import { tooMuchMetadata, unreadable } from "../request-errors.js";
import { enter, fail, identify, type Seam } from "../seam.js";
import { CallBytes, type CallLimits } from "./call-bytes.js";
import { forgetOthers, keepNeeded } from "./kept-headers.js";
import { keepPacked } from "./packed.js";
import { QueuedFrames } from "./queued-frames.js";
import { grpcStatus } from "./status.js";
import { transportStream } from "./transport-stream.js";
import { Unread } from "./unread.js";

/** What is served by the path of a method, and how its calls are treated. */
export interface Gate {
  servedAt(path: string): { readonly seam: Seam; readonly traits: MethodTraits; readonly limits: CallLimits };
}

type Method = Parameters<ServerInterceptor>[0];
type Listener = Parameters<ServerInterceptingCallInterface["start"]>[0];

/** Metadata that a call came with: a handler is told nothing else that tells which call it is. A weak map costs more. */
type ArrivedMetadata = Metadata & { [ARRIVAL]?: Arrival };

const ARRIVAL = Symbol("arrival");

/** To be the first interceptor. */
export function gated(gate: Gate): ServerInterceptor {
  return (method, call) => new GatedCall(gate, method, call);
}

/** Of a call as its handler is given it. */
export function arrivalOf({ metadata }: { readonly metadata: Metadata }): Arrival {
  const arrival = (metadata as ArrivedMetadata)[ARRIVAL];
  if (arrival === undefined) throw new Error("a call came past the gate");
  return arrival;
}

/** A call as the seam sees it, and what hears of it before its handler does. */
class GatedCall extends ServerInterceptingCall implements AnyCall, Listener {
  readonly #seam: Seam;
  readonly #method: Method;
  readonly #call: ServerInterceptingCallInterface;
  readonly #deadline: number;
  readonly #bytes: CallBytes;
  readonly #frames: QueuedFrames | undefined;
  readonly #limits: CallLimits;
  /** Of headers that are not in the metadata. */
  readonly #otherBytes: number;
  readonly #arrival: Arrival;
  #metadata: Metadata | undefined;
  #cancelled = false;
  #whenCancelled: (() => void) | undefined;
  #handler: Listener | undefined;

  constructor(gate: Gate, method: Method, call: ServerInterceptingCallInterface) {
    super(call);
    keepPacked(call);
    const { seam, traits, limits } = gate.servedAt(method.path);
    this.#seam = seam;
    this.#method = method;
    this.#call = call;
    // grpc-js notes it by the wall clock as the headers are read, which is this turn; the clock may jump from now on.
    this.#deadline = performance.now() + Number(call.getDeadline()) - Date.now();
    this.#arrival = new Arrival(traits, this);
    const stream = transportStream(call);
    this.#otherBytes = forgetOthers(call, stream);
    this.#limits = limits;
    this.#bytes = new CallBytes(seam, limits, stream, this.#arrival.peer, (error) => this.#end(error));
    this.#arrival.frameQueued = (bytes) => this.#bytes.queued(bytes);
    if (method.requestStream) this.#frames = this.#queue();
  }

  get metadata(): Metadata {
    if (this.#metadata === undefined) throw new Error("a call is looked at before its headers were read");
    return this.#metadata;
  }

  get cancelled(): boolean {
    return this.#cancelled;
  }

  override getDeadline(): number {
    return this.#deadline;
  }

  once(_event: "cancelled", listener: () => void): void {
    this.#whenCancelled = listener;
  }

  override start(handler: Listener): void {
    this.#handler = handler;
    this.#call.start(this);
  }

  onReceiveMetadata(metadata: ArrivedMetadata): void {
    this.#metadata = metadata;
    metadata[ARRIVAL] = this.#arrival;
    const { keptMetadata, metadataBytes } = this.#limits;
    const { sent, kept } = keepNeeded(metadata, keptMetadata);
    if (sent + this.#otherBytes > metadataBytes) {
      this.#refuse(tooMuchMetadata(sent + this.#otherBytes, metadataBytes));
      return;
    }
    this.#bytes.keepHeaders(kept);
    // What is kept may have been too much.
    if (this.#arrival.ended) return;
    this.#identified(() => {
      enter(this.#seam, this.#arrival);
      this.#handler?.onReceiveMetadata(metadata);
    });
  }

  onReceiveMessage(message: unknown): void {
    this.#bytes.handedOver();
    // Others are kept until their caller is done.
    if (this.#method.requestStream) this.#bytes.arrived();
    // Services beside the contract get them read, and at once.
    if (message instanceof Uint8Array) this.#frames?.add(message.length);
    let request = message;
    try {
      if (message instanceof Unread) request = message.read();
    } catch (error) {
      this.#refuse(error);
      return;
    }
    this.#handler?.onReceiveMessage(request);
  }

  onReceiveHalfClose(): void {
    this.#bytes.arrived();
    if (this.#bytes.isCut) {
      // To grpc-js it ends with the message before.
      this.#end(unreadable("its last message is cut short"));
      return;
    }
    const handler = this.#handler;
    if (this.#method.requestStream || this.#arrival.isFresh) handler?.onReceiveHalfClose();
    else this.#identified(() => handler?.onReceiveHalfClose());
  }

  /** The call has ended, in whatever way. */
  onCancel(): void {
    this.#cancelled = true;
    this.#bytes.end();
    this.#frames?.end();
    this.#handler?.onCancel();
    this.#whenCancelled?.();
    const { rpc, ended } = this.#arrival;
    // Of others their handler tells.
    if (rpc === undefined && !ended) fail(this.#seam, this.#arrival, new EngineError("CANCELLED", "cancelled"));
  }

  override sendMessage(message: unknown, callback: () => void): void {
    super.sendMessage(message, () => {
      this.#bytes.taken();
      callback();
    });
    this.#bytes.written(message);
    if (!this.#method.responseStream) this.#bytes.limitTime();
  }

  /** Of what its handler is to take. */
  #queue(): QueuedFrames {
    const { arriving } = this.#seam;
    const stream = transportStream(this.#call);
    const frames = new QueuedFrames(arriving, this.#arrival.peer, () => {
      this.#end(tooMuchHeld(arriving.most));
      // A status would have to wait behind what nobody reads, and what is queued with it.
      if (stream.writableLength > 0) stream.close(constants.NGHTTP2_ENHANCE_YOUR_CALM);
    });
    this.#arrival.frameTaken = () => frames.taken();
    return frames;
  }

  #identified(go: () => void): void {
    const refuse = (error: unknown) => this.#refuse(error);
    const goOn = () => {
      // It may have been left meanwhile.
      if (!this.#arrival.ended) go();
    };
    try {
      const caller = identify(this.#seam, this.#arrival);
      if (caller instanceof Promise) caller.then(goOn).catch(refuse);
      else goOn();
    } catch (error) {
      refuse(error);
    }
  }

  /** Ends the call before its request is there, or in the midst of its stream. */
  #end(error: EngineError): void {
    const { rpc } = this.#arrival;
    if (rpc === undefined) this.#refuse(error);
    else rpc.end(error);
  }

  #refuse(error: unknown): void {
    if (this.#arrival.ended) return;
    this.#call.sendStatus(grpcStatus(fail(this.#seam, this.#arrival, error)));
    this.#bytes.refuseRest();
  }
}
