/**
 * Puts a service of the contract onto a grpc-js server.
 */
import type { DescMethod, DescService, Message } from "@bufbuild/protobuf";
import type { Server } from "@grpc/grpc-js";
import type { BidiHandler, ClientStreamHandler, Handlers, ServerStreamHandler, UnaryHandler } from "../service/call.js";
import type { Verb } from "../service/verbs.js";
import { bindBidi } from "./bind-bidi.js";
import { bindClientStream } from "./bind-client-stream.js";
import { bindServerStream } from "./bind-server-stream.js";
import { bindUnary } from "./bind-unary.js";
import { grpcMethod } from "./grpc-method.js";
import type { Seam, ServedMethod } from "./seam.js";

/** How the methods are treated. */
export interface Treatment<Service extends DescService> {
  /** What the calls of each take. */
  readonly verbs: Readonly<Record<keyof Service["method"], readonly Verb[]>>;
  /** Each call is a session. */
  readonly sessions: readonly (keyof Service["method"])[];
  /** Calls are refused first where there is too much to do. */
  readonly newWork: readonly (keyof Service["method"])[];
  /** Calls may wait for something to happen. */
  readonly waiting: readonly (keyof Service["method"])[];
}

export function addService<Service extends DescService>(
  server: Server,
  service: Service,
  handlers: Handlers<Service>,
  seam: Seam,
  { verbs, sessions, newWork, waiting }: Treatment<Service>,
): void {
  for (const [name, method] of Object.entries(service.method)) {
    const { path, type, decode, write } = grpcMethod(method);
    // The service's methods are those of its table.
    const key = name as keyof Service["method"];
    const traits = {
      name: method.name,
      verbs: verbs[key],
      session: sessions.includes(key),
      newWork: newWork.includes(key),
      waiting: waiting.includes(key),
      lasting: method.methodKind !== "unary" || waiting.includes(key),
    };
    const handler = handlers[key];
    const serve = bound({ seam, traits, decode }, method, handler);
    // Read once the call is admitted: what is refused is not worth it.
    server.register<Buffer, Message>(path, serve, write, (bytes) => bytes, type);
  }
}

/** The handler's kind is that of its method, which the type of the table has made sure of. */
function bound(served: ServedMethod, method: DescMethod, handler: unknown) {
  switch (method.methodKind) {
    case "unary":
      return bindUnary(served, handler as UnaryHandler<DescMethod>);
    case "server_streaming":
      return bindServerStream(served, handler as ServerStreamHandler<DescMethod>);
    case "bidi_streaming":
      return bindBidi(served, handler as BidiHandler<DescMethod>);
    case "client_streaming":
      return bindClientStream(served, handler as ClientStreamHandler<DescMethod>);
  }
}
