/**
 * The seam to grpc-js: one channel to a server, and the kinds of calls over it as promises, async iterables and
 * a duplex stream, from the descriptors of the generated code.
 */
import { create, type DescMessage, fromBinary, type MessageShape, toBinary } from "@bufbuild/protobuf";
import { type CallOptions, type ClientWritableStream, Client as GrpcClient, Metadata } from "@grpc/grpc-js";
import { type ConnectionOptions, channelCredentials, channelOptions, reachedAt } from "./connection-options.js";
import { errorOfCall } from "./errors-of-calls.js";
import { activeTraceparent } from "./tracing.js";
import type { DuplexStream, Rpc, Transport, TryOptions } from "./transport.js";

export class Connection implements Transport {
  /** The address and how it is reached, for errors. */
  readonly #reached: string;
  readonly #client: GrpcClient;
  readonly #token: (() => string) | undefined;

  constructor(options: ConnectionOptions) {
    this.#reached = reachedAt(options);
    this.#client = new GrpcClient(options.address, channelCredentials(options), channelOptions(options));
    const { token } = options;
    this.#token = typeof token === "string" ? () => token : token;
  }

  unary<Input extends DescMessage, Output extends DescMessage>(
    method: Rpc<Input, Output>,
    request: Uint8Array,
    { deadline, signal, traceContext }: TryOptions,
  ): Promise<MessageShape<Output>> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(signal.reason);
        return;
      }
      const call = this.#client.makeUnaryRequest<Uint8Array, MessageShape<Output>>(
        pathOf(method),
        asBuffer,
        (bytes) => fromBinary(method.output, bytes),
        request,
        this.#metadata(traceContext),
        callOptions(deadline),
        (error, response) => {
          signal?.removeEventListener("abort", onAbort);
          if (signal?.aborted === true) {
            reject(signal.reason);
          } else if (error !== null) {
            reject(errorOfCall(error, this.#reached));
          } else {
            resolve(response ?? create(method.output));
          }
        },
      );
      const onAbort = (): void => call.cancel();
      signal?.addEventListener("abort", onAbort, { once: true });
    });
  }

  clientStream<Input extends DescMessage, Output extends DescMessage>(
    method: Rpc<Input, Output>,
    requests: AsyncIterable<Uint8Array>,
    { deadline, signal, traceContext }: TryOptions,
  ): Promise<MessageShape<Output>> {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const call = this.#client.makeClientStreamRequest<Uint8Array, MessageShape<Output>>(
        pathOf(method),
        asBuffer,
        (bytes) => fromBinary(method.output, bytes),
        this.#metadata(traceContext),
        callOptions(deadline),
        (error, response) => {
          signal?.removeEventListener("abort", onAbort);
          if (signal?.aborted === true) reject(signal.reason);
          else if (error !== null) reject(errorOfCall(error, this.#reached));
          else resolve(response ?? create(method.output));
        },
      );
      const onAbort = (): void => call.cancel();
      signal?.addEventListener("abort", onAbort, { once: true });
      sendAll(call, requests).catch((error: unknown) => {
        reject(error);
        call.cancel();
      });
    });
  }

  async *serverStream<Input extends DescMessage, Output extends DescMessage>(
    method: Rpc<Input, Output>,
    request: Uint8Array,
    signal?: AbortSignal,
  ): AsyncGenerator<MessageShape<Output>, void, undefined> {
    signal?.throwIfAborted();
    const call = this.#client.makeServerStreamRequest<Uint8Array, MessageShape<Output>>(
      pathOf(method),
      asBuffer,
      (bytes) => fromBinary(method.output, bytes),
      request,
      this.#metadata(),
      {},
    );
    const onAbort = (): void => call.cancel();
    signal?.addEventListener("abort", onAbort, { once: true });
    // A cancelled call still emits its error, when nobody iterates any more.
    call.on("error", ignore);
    try {
      // grpc-js types the chunks of a readable stream as any; the deserializer above gives this message.
      yield* call as AsyncIterable<MessageShape<Output>>;
    } catch (error) {
      signal?.throwIfAborted();
      throw errorOfCall(error, this.#reached);
    } finally {
      signal?.removeEventListener("abort", onAbort);
      call.cancel();
    }
  }

  duplex<Input extends DescMessage, Output extends DescMessage>(
    method: Rpc<Input, Output>,
    read: (bytes: Uint8Array) => MessageShape<Output>,
  ): DuplexStream<Input, Output> {
    return this.#client.makeBidiStreamRequest<MessageShape<Input>, MessageShape<Output>>(
      pathOf(method),
      (message) => asBuffer(toBinary(method.input, message)),
      read,
      this.#metadata(),
      {},
    );
  }

  close(): void {
    this.#client.close();
  }

  #metadata(traceContext = activeTraceparent()): Metadata {
    const metadata = new Metadata();
    if (traceContext !== undefined) {
      metadata.set("traceparent", traceContext);
    }
    if (this.#token !== undefined) {
      metadata.set("authorization", `Bearer ${this.#token()}`);
    }
    return metadata;
  }
}

/**
 * Waits for each to be written: a loop that never waits for the network would keep everything else from being done.
 * Ends early where the call has: its answer says why.
 */
async function sendAll(call: ClientWritableStream<Uint8Array>, requests: AsyncIterable<Uint8Array>): Promise<void> {
  let ended = false;
  let wake = (): void => undefined;
  const end = (): void => {
    ended = true;
    wake();
  };
  for (const event of ["status", "error", "close"]) call.once(event, end);
  for await (const request of requests) {
    if (ended) return;
    await new Promise<void>((resolve) => {
      wake = resolve;
      call.write(request, () => resolve());
    });
  }
  call.end();
}

function pathOf(method: Rpc): string {
  return `/${method.parent.typeName}/${method.name}`;
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function callOptions(deadline: number | undefined): CallOptions {
  return deadline === undefined ? {} : { deadline };
}

function ignore(): void {
  // The error reaches the reader of the stream by its iterator.
}
