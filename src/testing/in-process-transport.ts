/**
 * Carries the client's calls to the service in the same process. Requests and answers are copied as if they had travelled;
 * errors are those that a server would send.
 */
import { type DescMessage, fromBinary, type Message, type MessageShape, toBinary } from "@bufbuild/protobuf";
import type { LazyEngine } from "#gen/lazyengine/v1/service_pb.js";
import { errorOfStatus } from "../client/errors-of-calls.js";
import { activeTraceparent } from "../client/tracing.js";
import type { DuplexStream, Rpc, Transport, TryOptions } from "../client/transport.js";
import type {
  BidiHandler,
  Call,
  ClientStreamHandler,
  Handlers,
  ServerStreamHandler,
  UnaryHandler,
} from "../service/call.js";
import { errorStatus } from "../service/error-status.js";
import { InProcessStream } from "./in-process-stream.js";
import { TestEngineError } from "./test-engine-error.js";

type AnyMethod = (typeof LazyEngine)["methods"][number];

export class InProcessTransport implements Transport {
  readonly #handlers: Handlers<typeof LazyEngine>;
  readonly #mark: () => void;

  /** `mark` is called when something happens. */
  constructor(handlers: Handlers<typeof LazyEngine>, mark: () => void) {
    this.#handlers = handlers;
    this.#mark = mark;
  }

  async unary<Input extends DescMessage, Output extends DescMessage>(
    method: Rpc<Input, Output>,
    request: Uint8Array,
    { signal, traceContext }: TryOptions,
  ): Promise<MessageShape<Output>> {
    const handler = this.#handler<UnaryHandler<AnyMethod>>(method);
    return answered(signal, async () =>
      copied(method.output, await handler(fromBinary(method.input, request) as never, callOf(signal, traceContext))),
    );
  }

  async clientStream<Input extends DescMessage, Output extends DescMessage>(
    method: Rpc<Input, Output>,
    requests: AsyncIterable<Uint8Array>,
    { signal, traceContext }: TryOptions,
  ): Promise<MessageShape<Output>> {
    const handler = this.#handler<ClientStreamHandler<AnyMethod>>(method);
    const incoming = async function* (): AsyncGenerator<MessageShape<Input>> {
      for await (const bytes of requests) yield fromBinary(method.input, bytes);
    };
    return answered(signal, async () =>
      copied(method.output, await handler(incoming() as never, callOf(signal, traceContext))),
    );
  }

  async *serverStream<Input extends DescMessage, Output extends DescMessage>(
    method: Rpc<Input, Output>,
    request: Uint8Array,
    signal?: AbortSignal,
  ): AsyncGenerator<MessageShape<Output>, void, undefined> {
    signal?.throwIfAborted();
    const leaving = new AbortController();
    const both = signal === undefined ? leaving.signal : AbortSignal.any([leaving.signal, signal]);
    const handler = this.#handler<ServerStreamHandler<AnyMethod>>(method);
    try {
      for await (const frame of handler(fromBinary(method.input, request) as never, callOf(both))) {
        this.#mark();
        yield copied(method.output, frame);
      }
    } catch (error) {
      signal?.throwIfAborted();
      throw carried(error);
    } finally {
      leaving.abort();
    }
  }

  duplex<Input extends DescMessage, Output extends DescMessage>(
    method: Rpc<Input, Output>,
    read: (bytes: Uint8Array) => MessageShape<Output>,
  ): DuplexStream<Input, Output> {
    const stream = new InProcessStream(method, read, this.#mark);
    const handler = this.#handler<BidiHandler<AnyMethod>>(method);
    handler(stream.exchange as never, callOf(stream.signal)).then(
      () => stream.finish(),
      (error: unknown) => stream.finish(carried(error)),
    );
    return stream;
  }

  close(): void {
    // There is no connection.
  }

  /** The table has a handler of the method's kind for each method; what is passed to it is of the method's types. */
  #handler<Handler>({ localName }: Rpc): Handler {
    return this.#handlers[localName as keyof (typeof LazyEngine)["method"]] as Handler;
  }
}

function callOf(signal: AbortSignal | undefined, traceContext = activeTraceparent() ?? ""): Call {
  return {
    // Whoever is in the process may do everything.
    permit: () => undefined,
    principal: "",
    traceContext,
    ...(signal !== undefined && { signal }),
  };
}

function copied<Output extends DescMessage>(output: Output, message: Message): MessageShape<Output> {
  return fromBinary(output, toBinary(output, message as MessageShape<Output>)); // The method's answer.
}

/** What the work resolves to; rejects as soon as the signal is aborted. */
async function answered<Answer>(signal: AbortSignal | undefined, work: () => Promise<Answer>): Promise<Answer> {
  signal?.throwIfAborted();
  const working = work();
  // Of who has left, nobody hears how it went on.
  working.catch(() => undefined);
  const aborted = new Promise<never>((_resolve, reject) => {
    signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
  try {
    return await (signal === undefined ? working : Promise.race([working, aborted]));
  } catch (error) {
    signal?.throwIfAborted();
    throw carried(error);
  }
}

/** The error as it comes out of a client. What nobody expected keeps its cause, since nobody reads a log here. */
function carried(error: unknown): Error {
  // What is wrong with the test is no answer of a server.
  if (error instanceof TestEngineError) return error;
  return errorOfStatus(
    errorStatus(error, () => "of this process"),
    error,
  );
}
