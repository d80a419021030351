/**
 * Clients of the Connect protocol: the library's own, and bare HTTP as curl sends it.
 */
import { request } from "node:http";
import type { DescMethod } from "@bufbuild/protobuf";
import { type Client, ConnectError, createClient } from "@connectrpc/connect";
import { createConnectTransport } from "@connectrpc/connect-node";
import { BadRequestSchema, ErrorInfoSchema, RetryInfoSchema } from "#gen/google/rpc/error_details_pb.js";
import { LazyEngine } from "#gen/lazyengine/v1/index.js";
import type { ErrorFacts } from "../raw-client.js";

export type ConnectClient = Client<typeof LazyEngine>;

export function connectClient(port: number, { binary = true } = {}): ConnectClient {
  const transport = createConnectTransport({
    baseUrl: `http://127.0.0.1:${port}`,
    httpVersion: "1.1",
    useBinaryFormat: binary,
  });
  return createClient(LazyEngine, transport);
}

/** The facts of the error that the call ends with; fails where it succeeds. */
export async function connectRefusalOf(call: Promise<unknown>): Promise<ErrorFacts> {
  const error = await call.then(
    (answer) => {
      throw new Error(`the call was expected to fail, it answered ${JSON.stringify(answer)}`);
    },
    (thrown: unknown) => ConnectError.from(thrown),
  );
  const [info] = error.findDetails(ErrorInfoSchema);
  const [bad] = error.findDetails(BadRequestSchema);
  const delay = error.findDetails(RetryInfoSchema)[0]?.retryDelay;
  return {
    code: error.code,
    message: error.rawMessage,
    reason: info?.reason,
    domain: info?.domain,
    metadata: info?.metadata ?? {},
    fields: bad?.fieldViolations.map(({ field }) => field) ?? [],
    retryMs: delay === undefined ? undefined : Number(delay.seconds) * 1000 + delay.nanos / 1e6,
  };
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  readonly bytes: Buffer;
}

export interface HttpRequest {
  readonly port: number;
  readonly path: string;
  readonly method?: string;
  /** Also those that `fetch` does not let one set, such as host. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** One request with these headers alone. */
export function http({ port, path, method = "GET", headers = {}, body }: HttpRequest): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port, path, method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => void chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        const { statusCode = 0, headers: received } = response;
        const bytes = Buffer.concat(chunks);
        resolve({ status: statusCode, headers: received, body: bytes.toString(), bytes });
      });
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

/** A call as JSON, as curl sends it; a body of bytes or text goes out as it is. */
export function post(
  port: number,
  method: DescMethod,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<HttpAnswer> {
  return http({
    port,
    path: `/${method.parent.typeName}/${method.name}`,
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body),
  });
}

/** How many calls the server serves now, as its metrics tell. */
export async function openCalls(port: number): Promise<number> {
  const { body } = await http({ port, path: "/metrics" });
  return Number(/^lazyengine_open_calls (\d+)$/m.exec(body)?.[1]);
}
