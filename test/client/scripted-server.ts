// A grpc-js server on a real socket that answers as a test says: for what a real server does rarely or never on demand.
import { create, fromBinary, type MessageInitShape, type MessageShape, toBinary } from "@bufbuild/protobuf";
import { anyPack, durationFromMs } from "@bufbuild/protobuf/wkt";
import {
  Metadata,
  type MethodDefinition,
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  type ServerUnaryCall,
  type ServerWritableStream,
  type ServiceDefinition,
  type sendUnaryData,
  status,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import { onTestFinished } from "vitest";
import { BadRequestSchema, ErrorInfoSchema, RetryInfoSchema } from "#gen/google/rpc/error_details_pb.js";
import { type Status, StatusSchema } from "#gen/google/rpc/status_pb.js";
import { type ExecuteTasksRequest, type ExecuteTasksResponse, LazyEngine } from "#gen/lazyengine/v1/service_pb.js";
import { Client, type ClientOptions, type StatusCode } from "../../src/client/index.js";

type Methods = (typeof LazyEngine)["method"];

/** An error as servers of the contract give it. */
export interface Refusal {
  readonly code: StatusCode;
  readonly reason?: string;
  readonly message?: string;
  readonly metadata?: Record<string, string>;
  readonly violations?: { field: string; description: string }[];
  readonly retryAfterMs?: number;
}

export class Refused extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.message ?? refusal.reason ?? refusal.code);
    this.refusal = refusal;
  }
}

type Answers<Name extends keyof Methods> = (
  request: MessageShape<Methods[Name]["input"]>,
  /** How often this method was called before. */
  earlier: number,
  call: ServerUnaryCall<unknown, unknown>,
) => MessageInitShape<Methods[Name]["output"]> | Promise<MessageInitShape<Methods[Name]["output"]>>;

type Frames<Name extends keyof Methods> = (
  request: MessageShape<Methods[Name]["input"]>,
  earlier: number,
  call: ServerWritableStream<unknown, unknown>,
) => AsyncIterable<MessageInitShape<Methods[Name]["output"]>>;

/** The methods that a test's server has. What a handler throws as Refused is the call's error. */
export type Script = {
  readonly [Name in keyof Methods]?: Methods[Name] extends { readonly methodKind: "unary" }
    ? Answers<Name>
    : Methods[Name] extends { readonly methodKind: "server_streaming" }
      ? Frames<Name>
      : (stream: ExecutorCall, earlier: number) => void;
};

export type ExecutorCall = ServerDuplexStream<ExecuteTasksRequest, ExecuteTasksResponse>;

export interface ScriptedServer {
  readonly address: string;
  client(options?: Partial<ClientOptions>): Client;
  /** How often each method was called. */
  readonly calls: Readonly<Record<string, number>>;
  /** Breaks all connections, and refuses new ones until `listen`. */
  breakOff(): Promise<void>;
  listen(): Promise<void>;
}

export async function scriptedServer(script: Script): Promise<ScriptedServer> {
  const calls: Record<string, number> = {};
  const [definition, implementation] = serviceOf(script, calls);
  let server = serving(definition, implementation);
  const port = await bind(server, 0);
  const address = `127.0.0.1:${port}`;
  const clients: Client[] = [];
  onTestFinished(() => {
    for (const client of clients) {
      client.close();
    }
    server.forceShutdown();
  });
  return {
    address,
    calls,
    client: (options = {}) => {
      const client = new Client({ address, ...options });
      clients.push(client);
      return client;
    },
    breakOff: async () => server.forceShutdown(),
    listen: async () => {
      server = serving(definition, implementation);
      await bind(server, port);
    },
  };
}

function serving(definition: ServiceDefinition, implementation: UntypedServiceImplementation): Server {
  const server = new Server();
  server.addService(definition, implementation);
  return server;
}

function bind(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
}

function serviceOf(
  script: Script,
  calls: Record<string, number>,
): readonly [ServiceDefinition, UntypedServiceImplementation] {
  const definition: Record<string, MethodDefinition<unknown, unknown>> = {};
  const implementation: UntypedServiceImplementation = {};
  for (const method of LazyEngine.methods) {
    const name = method.localName;
    // The script's type has proved that each handler fits its method.
    const handler = script[name as keyof Methods] as ((...given: unknown[]) => unknown) | undefined;
    if (handler === undefined) {
      continue;
    }
    definition[name] = {
      path: `/${LazyEngine.typeName}/${method.name}`,
      requestStream: method.methodKind === "bidi_streaming",
      responseStream: method.methodKind !== "unary",
      requestSerialize: (message) => Buffer.from(toBinary(method.input, message as never)),
      requestDeserialize: (bytes) => fromBinary(method.input, bytes),
      responseSerialize: (message) => Buffer.from(toBinary(method.output, create(method.output, message as never))),
      responseDeserialize: (bytes) => fromBinary(method.output, bytes),
    };
    const count = (): number => {
      calls[name] = (calls[name] ?? 0) + 1;
      return calls[name] - 1;
    };
    switch (method.methodKind) {
      case "unary":
        implementation[name] = (call: ServerUnaryCall<unknown, unknown>, callback: sendUnaryData<unknown>) =>
          void answer(() => handler(call.request, count(), call), callback);
        break;
      case "server_streaming":
        implementation[name] = (call: ServerWritableStream<unknown, unknown>) =>
          void stream(handler(call.request, count(), call) as AsyncIterable<unknown>, call);
        break;
      default:
        implementation[name] = (call: ExecutorCall) => {
          call.on("error", ignore);
          handler(call, count());
        };
    }
  }
  return [definition, implementation];
}

async function answer(handle: () => unknown, callback: sendUnaryData<unknown>): Promise<void> {
  try {
    callback(null, await handle());
  } catch (error) {
    callback(error instanceof Refused ? statusOf(error.refusal) : { code: status.UNKNOWN, details: String(error) });
  }
}

async function stream(frames: AsyncIterable<unknown>, call: ServerWritableStream<unknown, unknown>): Promise<void> {
  call.on("error", ignore);
  try {
    for await (const frame of frames) {
      call.write(frame);
    }
    call.end();
  } catch (error) {
    call.emit("error", error instanceof Refused ? statusOf(error.refusal) : error);
  }
}

function ignore(): void {
  // The other side has gone, as the test wants.
}

/** The refusal as grpc-js sends it. */
export function statusOf(refusal: Refusal): { code: number; details: string; metadata: Metadata } {
  const metadata = new Metadata();
  const packed = statusMessage(refusal);
  if (refusal.reason !== undefined) {
    metadata.set("grpc-status-details-bin", Buffer.from(toBinary(StatusSchema, packed)));
  }
  return { code: packed.code, details: packed.message, metadata };
}

/** The refusal as an item of a batch carries it. */
export function statusMessage(refusal: Refusal): Status {
  const { code, reason, message, metadata, violations, retryAfterMs } = refusal;
  const details = [];
  if (reason !== undefined) {
    details.push(
      anyPack(
        ErrorInfoSchema,
        create(ErrorInfoSchema, { reason, domain: "lazyengine", ...(metadata === undefined ? {} : { metadata }) }),
      ),
    );
  }
  if (violations !== undefined) {
    details.push(anyPack(BadRequestSchema, create(BadRequestSchema, { fieldViolations: violations })));
  }
  if (retryAfterMs !== undefined) {
    details.push(anyPack(RetryInfoSchema, create(RetryInfoSchema, { retryDelay: durationFromMs(retryAfterMs) })));
  }
  return create(StatusSchema, { code: status[code], message: message ?? reason ?? code, details });
}
