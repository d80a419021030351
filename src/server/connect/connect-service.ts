/**
 * Serves the methods of the contract by the Connect protocol, as JSON or in the binary form: those with one request. The
 * handlers, and all that stands before them, are those of gRPC.
 */
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { DescMethod } from "@bufbuild/protobuf";
import { type ConnectRouter, createConnectRouter, createContextValues, type HandlerContext } from "@connectrpc/connect";
import type { UniversalHandler, UniversalServerResponse } from "@connectrpc/connect/protocol";
import { compressionGzip, universalRequestFromNodeRequest } from "@connectrpc/connect-node";
import { LIMITS } from "../../core/limits.js";
import { EngineError } from "../../engine/engine-error.js";
import { drained } from "../drained.js";
import type { MethodHandler } from "../method-handlers.js";
import type { Seam } from "../seam.js";
import { ConnectCall } from "./connect-call.js";
import { ERROR_DETAILS, errorAnswer, protocolRefusal } from "./connect-errors.js";
import { envelopeEncoder, FrameWriter, takesPlainFrames } from "./frame-writer.js";
import { SERVED_CALL, ServedCall } from "./served-call.js";

/** What serves a path of the service; undefined = it is none. */
export type ConnectService = (path: string) => RequestListener | undefined;

const HEADERS = { "cache-control": "no-store", "x-content-type-options": "nosniff" };

export function connectService(methods: readonly MethodHandler[], seam: Seam): ConnectService {
  const router = createConnectRouter({
    grpc: false,
    grpcWeb: false,
    acceptCompression: [compressionGzip],
    readMaxBytes: LIMITS.messageBytes,
    // A misspelt field would otherwise be left out without a word.
    jsonOptions: { ignoreUnknownFields: false, registry: ERROR_DETAILS },
  });
  for (const { method, handler } of methods) route(router, method, handler);
  const traits = new Map(methods.map((served) => [served.method, served.traits]));
  const listeners = new Map<string, RequestListener>();
  for (const handler of router.handlers) {
    const own = traits.get(handler.method);
    if (own === undefined) continue;
    const encode = own.broadcast ? envelopeEncoder(handler.method) : undefined;
    listeners.set(handler.requestPath, (request, response) => {
      const call = new ConnectCall(request, response);
      const frames = encode && takesPlainFrames(request) ? new FrameWriter(response, encode) : undefined;
      void serve(handler, new ServedCall(seam, own, call, frames), call, seam, request, response);
    });
  }
  return (path) => listeners.get(path);
}

/** Of streams to the server HTTP/1.1 has none that could be answered meanwhile. */
function route(router: ConnectRouter, method: DescMethod, { kind, handle }: MethodHandler["handler"]): void {
  if (method.methodKind === "unary" && kind === "unary") {
    router.rpc(method as DescMethod & { methodKind: "unary" }, (request, context) =>
      servedBy(context).unary(request, handle),
    );
  }
  if (method.methodKind === "server_streaming" && kind === "server_streaming") {
    router.rpc(method as DescMethod & { methodKind: "server_streaming" }, (request, context) =>
      servedBy(context).stream(request, handle),
    );
  }
}

function servedBy({ values }: HandlerContext): ServedCall {
  const served = values.get(SERVED_CALL);
  if (served === undefined) throw new Error("a call came in another way");
  return served;
}

async function serve(
  handler: UniversalHandler,
  served: ServedCall,
  call: ConnectCall,
  seam: Seam,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const values = createContextValues().set(SERVED_CALL, served);
    // What is refused half read must not cut the connection that the refusal is to go out on.
    const body = served.admitted(request.iterator({ destroyOnReturn: false }));
    const universal = universalRequestFromNodeRequest(request, response, undefined, values);
    let answer = await handler({ ...universal, body });
    if (!served.decided && answer.body !== undefined) {
      const error = call.cancelled ? new EngineError("CANCELLED", "cancelled") : await protocolRefusal(answer);
      answer = errorAnswer(answer, served.refuse(error));
    }
    await write(answer, response, async () => {
      if (served.rpc !== undefined) await drained(call, served.rpc, seam.slowReaders);
    });
    request.resume();
  } catch (error) {
    if (!served.decided) served.refuse(error);
    response.destroy();
  }
}

async function write(
  { status, header, body }: UniversalServerResponse,
  response: ServerResponse,
  full: () => Promise<void>,
): Promise<void> {
  response.writeHead(status, { ...Object.fromEntries(header ?? []), ...HEADERS });
  for await (const chunk of body ?? []) {
    if (response.destroyed) break;
    if (!response.write(chunk)) await full();
  }
  response.end();
}
