/**
 * What a handler knows about the call it answers, whatever carries it.
 */
import type { DescMethod, DescService, MessageShape } from "@bufbuild/protobuf";
import type { Status } from "#gen/google/rpc/status_pb.js";
import type { CallContext } from "../engine/engine.js";
import type { Verb } from "./verbs.js";

export interface Call extends CallContext {
  /**
   * Throws PERMISSION_DENIED where the caller may not do this in the namespace (empty = the default one): all that the call's
   * method takes, or the verb given, for what it takes beyond.
   */
  permit(namespace: string, verb?: Verb): void;
  /** For the audit log: what became of one of the many tasks that a call, or a frame of it, is about. */
  noteItem?: ((task: AboutTask, status: Status) => void) | undefined;
  /** The caller's W3C `traceparent`; "" = none. */
  readonly traceContext: string;
}

export interface AboutTask {
  readonly flowId: string;
  readonly taskId: string;
}

/** Both directions of a stream that each side writes to. */
export interface Exchange<Incoming, Outgoing> {
  /** The caller's frames; ends when the caller has sent its last one, or is gone. */
  readonly incoming: AsyncIterable<Incoming>;
  /** Sends a frame. A promise means: wait for it before the next one; it settles when the caller is gone, too. */
  send(frame: Outgoing): Promise<void> | undefined;
}

/** What a caller sends. */
export interface Incoming<Frame> extends AsyncIterable<Frame> {
  /** For how many milliseconds so far frames were kept waiting for what the caller sent before; absent = 0. */
  readonly heldBackMs?: number;
}

type Input<Method extends DescMethod> = MessageShape<Method["input"]>;
type Output<Method extends DescMethod> = MessageShape<Method["output"]>;

export type UnaryHandler<Method extends DescMethod> = (request: Input<Method>, call: Call) => Promise<Output<Method>>;

/** Ends the stream by returning, or by throwing the error that it ends with. */
export type ServerStreamHandler<Method extends DescMethod> = (
  request: Input<Method>,
  call: Call,
) => AsyncIterable<Output<Method>>;

/**
 * The caller's frames end when it has sent its last one, or is gone: then `call.signal` is aborted. The namespace is in
 * the frames: the handler asks `call.permit` itself.
 */
export type ClientStreamHandler<Method extends DescMethod> = (
  incoming: Incoming<Input<Method>>,
  call: Call,
) => Promise<Output<Method>>;

/** As for a server stream. The namespace is in the frames: the handler asks `call.permit` itself. */
export type BidiHandler<Method extends DescMethod> = (
  exchange: Exchange<Input<Method>, Output<Method>>,
  call: Call,
) => Promise<void>;

export type Handler<Method extends DescMethod> = Method["methodKind"] extends "unary"
  ? UnaryHandler<Method>
  : Method["methodKind"] extends "server_streaming"
    ? ServerStreamHandler<Method>
    : Method["methodKind"] extends "client_streaming"
      ? ClientStreamHandler<Method>
      : BidiHandler<Method>;

/** A handler for each method of a service. */
export type Handlers<Service extends DescService> = {
  readonly [Name in keyof Service["method"]]: Handler<Service["method"][Name]>;
};
