/**
 * Every RPC as a function of messages: with the client's namespace, a request_id, deadline, retries and codec. The
 * plain-value calls stand on these.
 */
import { randomUUID } from "node:crypto";
import { create, type Message, type MessageInitShape, type MessageShape } from "@bufbuild/protobuf";
import {
  type DeleteFlowRequest,
  DeleteFlowRequestSchema,
  type DeleteScheduleRequest,
  DeleteScheduleRequestSchema,
  LazyEngine,
  type PollReadyTasksRequest,
  PollReadyTasksRequestSchema,
  type TaskCompleteBatchRequest,
  TaskCompleteBatchRequestSchema,
} from "#gen/lazyengine/v1/service_pb.js";
import type { CallOptions } from "./call-options.js";
import { encodeMessage } from "./encode-message.js";
import { decodePayloads, encodePayloads, type PayloadCodec } from "./payload-codec.js";
import { callWithRetries, type RetryOptions } from "./retrying-call.js";
import type { Rpc, Transport } from "./transport.js";

export type { CallOptions } from "./call-options.js";

type Methods = (typeof LazyEngine)["method"];

type NamesOf<Kind extends string> = {
  [Name in keyof Methods]: Methods[Name] extends { readonly methodKind: Kind } ? Name : never;
}[keyof Methods];

type UnaryCalls = {
  readonly [Name in NamesOf<"unary">]: (
    request: MessageInitShape<Methods[Name]["input"]>,
    options?: CallOptions,
  ) => Promise<MessageShape<Methods[Name]["output"]>>;
};

type ClientStreamCalls = {
  readonly [Name in NamesOf<"client_streaming">]: (
    requests: () =>
      | Iterable<MessageInitShape<Methods[Name]["input"]>>
      | AsyncIterable<MessageInitShape<Methods[Name]["input"]>>,
    options?: CallOptions,
  ) => Promise<MessageShape<Methods[Name]["output"]>>;
};

type StreamCalls = {
  readonly [Name in NamesOf<"server_streaming">]: (
    request: MessageInitShape<Methods[Name]["input"]>,
    options?: Pick<CallOptions, "signal">,
  ) => AsyncIterable<MessageShape<Methods[Name]["output"]>>;
};

/**
 * The RPCs of the contract but for ExecuteTasks, which is the Executor's. An empty `namespace` is the client's, an empty
 * `request_id` a fresh one. Unary calls reject with LazyEngineError; streams throw it and are not resumed. What a client
 * streams is asked for anew with each try.
 */
export type MessageCalls = UnaryCalls & StreamCalls & ClientStreamCalls;

export interface CallDefaults {
  readonly namespace: string;
  readonly deadlineMs: number;
  readonly retry: RetryOptions | false;
  readonly codec: PayloadCodec | undefined;
}

export function messageCalls(transport: Transport, defaults: CallDefaults): MessageCalls {
  const calls: Record<string, unknown> = {};
  for (const method of LazyEngine.methods) {
    switch (method.methodKind) {
      case "unary":
        calls[method.localName] = unaryCall(transport, method, defaults);
        break;
      case "server_streaming":
        calls[method.localName] = streamCall(transport, method, defaults);
        break;
      case "client_streaming":
        calls[method.localName] = clientStreamCall(transport, method, defaults);
        break;
      default:
    }
  }
  // One function for each method of the descriptor, which is what the mapped type says.
  return calls as unknown as MessageCalls;
}

/** How a request differs once it may have been carried out already. */
const REPEATED: Readonly<Record<string, (request: Message) => void>> = {
  // Without this a delete whose answer was lost would end with FLOW_NOT_FOUND.
  [DeleteFlowRequestSchema.typeName]: (request) => {
    (request as DeleteFlowRequest).allowMissing = true;
  },
  [DeleteScheduleRequestSchema.typeName]: (request) => {
    (request as DeleteScheduleRequest).allowMissing = true;
  },
  // The tasks of an answer that was lost are held by the session: they are asked for again.
  [PollReadyTasksRequestSchema.typeName]: (request) => {
    (request as PollReadyTasksRequest).includeHeld = true;
  },
};

function unaryCall(transport: Transport, method: Rpc, defaults: CallDefaults) {
  const { codec } = defaults;
  return async (init: MessageInitShape<typeof method.input>, options: CallOptions = {}): Promise<Message> => {
    const request = await prepare(method, init, defaults);
    let bytes = encodeMessage(method.input, request);
    const deadline = Date.now() + (options.deadlineMs ?? defaults.deadlineMs);
    const retry = options.retry ?? defaults.retry;
    const attempt = (tries: number): Promise<Message> => {
      const amend = tries === 1 ? REPEATED[method.input.typeName] : undefined;
      if (amend !== undefined) {
        amend(request);
        bytes = encodeMessage(method.input, request);
      }
      return transport.unary(method, bytes, { deadline, signal: options.signal, traceContext: options.traceContext });
    };
    const response = await callWithRetries(attempt, { deadline, signal: options.signal, retry });
    if (codec !== undefined) {
      await decodePayloads(method.output, response, codec);
    }
    return response;
  };
}

function streamCall(transport: Transport, method: Rpc, defaults: CallDefaults) {
  const { codec } = defaults;
  return async function* (
    init: MessageInitShape<typeof method.input>,
    options: Pick<CallOptions, "signal"> = {},
  ): AsyncGenerator<Message, void, undefined> {
    const request = await prepare(method, init, defaults);
    for await (const frame of transport.serverStream(method, encodeMessage(method.input, request), options.signal)) {
      if (codec !== undefined) {
        await decodePayloads(method.output, frame, codec);
      }
      yield frame;
    }
  };
}

function clientStreamCall(transport: Transport, method: Rpc, defaults: CallDefaults) {
  const { codec } = defaults;
  type Init = MessageInitShape<typeof method.input>;
  return (requests: () => Iterable<Init> | AsyncIterable<Init>, options: CallOptions = {}): Promise<Message> => {
    const deadline = Date.now() + (options.deadlineMs ?? defaults.deadlineMs);
    const { signal, traceContext } = options;
    const encoded = async function* (): AsyncGenerator<Uint8Array> {
      for await (const init of requests()) {
        const request = create(method.input, init);
        const sent = codec === undefined ? request : await encodePayloads(method.input, request, codec);
        yield encodeMessage(method.input, sent);
      }
    };
    const attempt = () => transport.clientStream(method, encoded(), { deadline, signal, traceContext });
    return callWithRetries(attempt, { deadline, signal, retry: options.retry ?? defaults.retry });
  };
}

async function prepare(
  method: Rpc,
  init: MessageInitShape<typeof method.input>,
  { namespace, codec }: CallDefaults,
): Promise<Message> {
  // Its own object, since what is filled in must not appear in the caller's.
  const { $typeName: _name, ...fields } = create(method.input, init) as Message & Record<string, unknown>;
  const request = create(method.input, {
    ...fields,
    ...(fields["namespace"] === "" ? { namespace } : {}),
    ...(fields["requestId"] === "" ? { requestId: randomUUID() } : {}),
  });
  if (request.$typeName === TaskCompleteBatchRequestSchema.typeName) {
    const batch = request as TaskCompleteBatchRequest;
    batch.items = batch.items.map((item) => (item.requestId === "" ? { ...item, requestId: randomUUID() } : item));
  }
  if (request.$typeName === PollReadyTasksRequestSchema.typeName) {
    const poll = request as PollReadyTasksRequest;
    poll.sessionId ||= randomUUID();
  }
  return codec === undefined ? request : await encodePayloads(method.input, request, codec);
}
