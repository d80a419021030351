/**
 * How calls reach a server: what the client needs of whatever carries them. `connection.ts` carries them by gRPC.
 */
import type { DescMessage, MessageShape } from "@bufbuild/protobuf";

/** About one try of one call. */
export interface TryOptions {
  /** Milliseconds since the epoch by this machine's clock; absent = none. */
  readonly deadline?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** W3C `traceparent`. */
  readonly traceContext?: string | undefined;
}

/** What a call needs of an RPC's descriptor. */
export interface Rpc<Input extends DescMessage = DescMessage, Output extends DescMessage = DescMessage> {
  readonly name: string;
  readonly localName: string;
  readonly parent: { readonly typeName: string };
  readonly input: Input;
  readonly output: Output;
}

/** A stream of both directions as its reader has it: frames, then `status` where it ended normally, or `error`. */
export interface DuplexStream<Input extends DescMessage, Output extends DescMessage>
  extends AsyncIterable<MessageShape<Output>> {
  on(event: "data", listener: (frame: MessageShape<Output>) => void): unknown;
  on(event: "drain", listener: () => void): unknown;
  on(event: "error", listener: (error: unknown) => void): unknown;
  on(event: "status", listener: (status: { readonly code: number }) => void): unknown;
  /** False = nothing more until `drain`. */
  write(frame: MessageShape<Input>): boolean;
  /** Nothing more will be written. */
  end(): unknown;
  cancel(): void;
}

export interface Transport {
  /** One try. Rejects with LazyEngineError, or with the signal's reason. */
  unary<Input extends DescMessage, Output extends DescMessage>(
    method: Rpc<Input, Output>,
    request: Uint8Array,
    options: TryOptions,
  ): Promise<MessageShape<Output>>;
  /** One try: sends as fast as the server takes it. Rejects as `unary` does, and as the iteration does. */
  clientStream<Input extends DescMessage, Output extends DescMessage>(
    method: Rpc<Input, Output>,
    requests: AsyncIterable<Uint8Array>,
    options: TryOptions,
  ): Promise<MessageShape<Output>>;
  /** Its frames until the server ends it. Throws LazyEngineError, or the signal's reason; leaving the loop cancels it. */
  serverStream<Input extends DescMessage, Output extends DescMessage>(
    method: Rpc<Input, Output>,
    request: Uint8Array,
    signal?: AbortSignal,
  ): AsyncIterable<MessageShape<Output>>;
  /** The raw stream: the executor reads it by events, without a promise per frame, and decodes by itself. */
  duplex<Input extends DescMessage, Output extends DescMessage>(
    method: Rpc<Input, Output>,
    read: (bytes: Uint8Array) => MessageShape<Output>,
  ): DuplexStream<Input, Output>;
  /** Calls under way go on; new ones are refused. */
  close(): void;
}
