/**
 * Serves the methods of the contract by the Connect protocol, as JSON or in the binary form: those with one request. The
 * handlers, and all that stands before them, are those of gRPC.
 */
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { create, type DescMethod } from "@bufbuild/protobuf";
import { type ConnectRouter, createConnectRouter, createContextValues, type HandlerContext } from "@connectrpc/connect";
import type { UniversalHandler, UniversalServerResponse } from "@connectrpc/connect/protocol";
import { compressionGzip, universalRequestFromNodeRequest } from "@connectrpc/connect-node";
import { LIMITS } from "../../core/limits.js";
import { EngineError } from "../../engine/engine-error.js";
import type { MethodHandler } from "../method-handlers.js";
import type { Seam } from "../seam.js";
import { answerEncoders, answerHeaders, filledAnswer } from "./answers.js";
import { type BodyCheck, bodyChecks } from "./body-check.js";
import { ConnectCall } from "./connect-call.js";
import { ERROR_DETAILS, errorAnswer, protocolRefusal, statusAnswer } from "./connect-errors.js";
import { FrameWriter } from "./frame-writer.js";
import { SERVED_CALL, ServedCall } from "./served-call.js";

/** What serves a path of the service; undefined = it is none. */
export type ConnectService = (path: string) => RequestListener | undefined;

/** The library packs nothing: what it still writes is short, and some of it is read here. */
const NEVER_BYTES = Number.MAX_SAFE_INTEGER;

export function connectService(methods: readonly MethodHandler[], seam: Seam): ConnectService {
  const router = createConnectRouter({
    grpc: false,
    grpcWeb: false,
    acceptCompression: [compressionGzip],
    compressMinBytes: NEVER_BYTES,
    readMaxBytes: LIMITS.messageBytes,
    // A misspelt field would otherwise be left out without a word.
    jsonOptions: { ignoreUnknownFields: false, registry: ERROR_DETAILS },
  });
  for (const served of methods) route(router, served);
  const traits = new Map(methods.map((served) => [served.method, served.traits]));
  const listeners = new Map<string, RequestListener>();
  for (const handler of router.handlers) {
    const own = traits.get(handler.method);
    if (own === undefined) continue;
    const checkOf = bodyChecks(handler.method.input);
    listeners.set(handler.requestPath, (request, response) => {
      const served = new ServedCall(seam, own, new ConnectCall(request, response));
      void serve(handler, served, request, checkOf(request.headers));
    });
  }
  return (path) => listeners.get(path);
}

/** Of streams to the server HTTP/1.1 has none that could be answered meanwhile. */
function route(router: ConnectRouter, { method, traits, handler: { kind, handle } }: MethodHandler): void {
  if (method.methodKind === "unary" && kind === "unary") {
    const encoderFor = answerEncoders(method, traits.broadcast);
    const empty = create(method.output);
    router.rpc(method as DescMethod & { methodKind: "unary" }, async (request, context) => {
      await servedBy(context).unary(request, handle, encoderFor(context));
      return empty;
    });
  }
  if (method.methodKind === "server_streaming" && kind === "server_streaming") {
    const encoderFor = answerEncoders(method, traits.broadcast);
    router.rpc(method as DescMethod & { methodKind: "server_streaming" }, (request, context) => {
      const served = servedBy(context);
      const headers = answerHeaders(context.responseHeader);
      const frames = new FrameWriter(served.call.response, headers, encoderFor(context));
      return nothingUntil(() => served.stream(request, handle, frames));
    });
  }
}

/** Brings nothing, and ends as the stream does: its messages are written past this. */
function nothingUntil(stream: () => Promise<void>): AsyncIterable<never> {
  let ended: Promise<void> | undefined;
  const next = async () => {
    ended ??= stream();
    await ended;
    return { done: true as const, value: undefined };
  };
  return { [Symbol.asyncIterator]: () => ({ next }) };
}

function servedBy({ values }: HandlerContext): ServedCall {
  const served = values.get(SERVED_CALL);
  if (served === undefined) throw new Error("a call came in another way");
  return served;
}

async function serve(
  handler: UniversalHandler,
  served: ServedCall,
  request: IncomingMessage,
  check: BodyCheck,
): Promise<void> {
  const { call } = served;
  const { response } = call;
  try {
    const values = createContextValues().set(SERVED_CALL, served);
    // What is refused half read must not cut the connection that the refusal is to go out on.
    const body = served.admitted(request.iterator({ destroyOnReturn: false }), check);
    const universal = universalRequestFromNodeRequest(request, response, undefined, values);
    let answer = await handler({ ...universal, body });
    if (served.answer !== undefined) {
      answer = await filledAnswer(answer, served.answer, universal.header);
    } else if (answer.body === undefined) {
      answer = statusAnswer(answer, handler, universal.header.get("content-type"));
    } else if (!served.decided) {
      const { error, told } = await protocolRefusal(answer);
      const refusal = call.cancelled
        ? served.refuse(new EngineError("CANCELLED", "cancelled"))
        : served.refuse(error, told);
      answer = errorAnswer(answer, refusal);
    }
    await write(answer, response, () => served.drained());
    readOn(request);
  } catch (error) {
    if (!served.decided) served.refuse(error);
    response.destroy();
  }
}

/** What is still to come is left out, so that the connection can be used again. */
function readOn(request: IncomingMessage): void {
  // Of an iterator that was left as it waited: with it nothing flows.
  request.removeAllListeners("readable");
  request.resume();
}

async function write(
  { status, header, body }: UniversalServerResponse,
  response: ServerResponse,
  full: () => Promise<void>,
): Promise<void> {
  // A stream has sent its own with its first message.
  if (!response.headersSent) response.writeHead(status, answerHeaders(header));
  for await (const chunk of body ?? []) {
    if (response.destroyed) break;
    if (!response.write(chunk)) await full();
  }
  response.end();
}
