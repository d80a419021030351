/**
 * A client of bare grpc-js: what the server sends, with nothing done to it.
 */
import {
  create,
  type DescMethod,
  type DescMethodBiDiStreaming,
  type DescMethodServerStreaming,
  type DescMethodUnary,
  fromBinary,
  type Message,
  type MessageInitShape,
  type MessageShape,
  toBinary,
} from "@bufbuild/protobuf";
import { anyUnpack } from "@bufbuild/protobuf/wkt";
import {
  type ChannelOptions,
  Client,
  type ClientDuplexStream,
  type ClientReadableStream,
  credentials,
  Metadata,
  type ServiceError,
} from "@grpc/grpc-js";
import { BadRequestSchema, ErrorInfoSchema, RetryInfoSchema } from "#gen/google/rpc/error_details_pb.js";
import { type Status, StatusSchema } from "#gen/google/rpc/status_pb.js";

export interface CallSetting {
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds from now. */
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal;
  /** Waits for a connection instead of failing without one. */
  readonly waitForReady?: boolean;
}

export interface RawClient {
  unary<Method extends DescMethodUnary>(
    method: Method,
    request: MessageInitShape<Method["input"]>,
    setting?: CallSetting,
  ): Promise<MessageShape<Method["output"]>>;
  serverStream<Method extends DescMethodServerStreaming>(
    method: Method,
    request: MessageInitShape<Method["input"]>,
    setting?: CallSetting,
  ): ClientReadableStream<MessageShape<Method["output"]>>;
  bidi<Method extends DescMethodBiDiStreaming>(
    method: Method,
    setting?: CallSetting,
  ): ClientDuplexStream<MessageInitShape<Method["input"]>, MessageShape<Method["output"]>>;
  /** A unary call with any bytes as its request. */
  bytes(method: DescMethodUnary, bytes: Uint8Array): Promise<unknown>;
  close(): void;
}

export function rawClient(
  port: number,
  channel = credentials.createInsecure(),
  options: ChannelOptions = {},
): RawClient {
  const client = new Client(`127.0.0.1:${port}`, channel, { "grpc.max_receive_message_length": -1, ...options });
  const unary = <Answer>(
    path: string,
    write: () => Buffer,
    read: (bytes: Buffer) => Answer,
    setting: CallSetting,
  ): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const call = client.makeUnaryRequest(
        path,
        write,
        read,
        undefined,
        headers(setting),
        timing(setting),
        (error, answer) => (error !== null ? reject(error) : resolve(answer as Answer)),
      );
      setting.signal?.addEventListener("abort", () => call.cancel());
    });
  return {
    unary: (method, request, setting = {}) => {
      const { path, write, read } = codec(method);
      return unary(path, () => write(create(method.input, request)), read, setting) as never;
    },
    serverStream: (method, request, setting = {}) => {
      const { path, write, read } = codec(method);
      const message = create(method.input, request);
      return client.makeServerStreamRequest(path, write, read, message, headers(setting), timing(setting)) as never;
    },
    bidi: (method, setting = {}) => {
      const { path, write, read } = codec(method);
      const writeInit = (init: MessageInitShape<typeof method.input>) => write(create(method.input, init));
      return client.makeBidiStreamRequest(path, writeInit, read, headers(setting), timing(setting)) as never;
    },
    bytes: (method, bytes) => unary(codec(method).path, () => Buffer.from(bytes), codec(method).read, {}),
    close: () => client.close(),
  };
}

function codec({ parent, name, input, output }: DescMethod) {
  return {
    path: `/${parent.typeName}/${name}`,
    write: (message: Message) => Buffer.from(toBinary(input, message)),
    read: (bytes: Buffer): Message => fromBinary(output, bytes),
  };
}

function headers(setting: CallSetting): Metadata {
  const metadata = new Metadata();
  for (const [key, value] of Object.entries(setting.headers ?? {})) metadata.set(key, value);
  metadata.setOptions({ waitForReady: setting.waitForReady === true });
  return metadata;
}

function timing({ deadlineMs }: CallSetting) {
  return deadlineMs === undefined ? {} : { deadline: Date.now() + deadlineMs };
}

/** What an error of the server says, unpacked. */
export interface ErrorFacts {
  readonly code: number;
  readonly message: string;
  readonly reason: string | undefined;
  readonly domain: string | undefined;
  readonly metadata: Readonly<Record<string, string>>;
  readonly fields: readonly string[];
  readonly retryMs: number | undefined;
}

/** The facts of the error that the call ends with; fails where it succeeds. */
export async function refusalOf(call: Promise<unknown>): Promise<ErrorFacts> {
  const error = await call.then(
    (answer) => {
      throw new Error(`the call was expected to fail, it answered ${JSON.stringify(answer)}`);
    },
    (thrown: ServiceError) => thrown,
  );
  return factsOf(error);
}

export function factsOf(error: ServiceError): ErrorFacts {
  const [bytes] = error.metadata?.get("grpc-status-details-bin") ?? [];
  const status = Buffer.isBuffer(bytes) ? fromBinary(StatusSchema, bytes) : undefined;
  return { ...factsOfStatus(status ?? create(StatusSchema)), code: error.code, message: error.details };
}

export function factsOfStatus(status: Status): ErrorFacts {
  const unpacked = <Found>(find: (detail: Status["details"][number]) => Found | undefined) =>
    status.details.map(find).filter((found) => found !== undefined);
  const infos = unpacked((detail) => anyUnpack(detail, ErrorInfoSchema));
  const [bad] = unpacked((detail) => anyUnpack(detail, BadRequestSchema));
  const [retry] = unpacked((detail) => anyUnpack(detail, RetryInfoSchema));
  if (infos.length > 1) throw new Error("an error carries more than one ErrorInfo");
  const delay = retry?.retryDelay;
  return {
    code: status.code,
    message: status.message,
    reason: infos[0]?.reason,
    domain: infos[0]?.domain,
    metadata: infos[0]?.metadata ?? {},
    fields: bad?.fieldViolations.map(({ field }) => field) ?? [],
    retryMs: delay === undefined ? undefined : Number(delay.seconds) * 1000 + delay.nanos / 1e6,
  };
}
