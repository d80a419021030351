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
import { grpcMethod, type Incoming } from "./grpc-method.js";
import type { MethodTraits } from "./method-traits.js";
import type { Seam } from "./seam.js";

/** How the methods are treated. */
export interface Treatment<Service extends DescService> {
  /** What the calls of each take. */
  readonly verbs: Readonly<Record<keyof Service["method"], readonly Verb[]>>;
  /** Each call is a session. */
  readonly sessions: readonly (keyof Service["method"])[];
  /** Calls may wait for something to happen. */
  readonly waiting: readonly (keyof Service["method"])[];
}

export function addService<Service extends DescService>(
  server: Server,
  service: Service,
  handlers: Handlers<Service>,
  seam: Seam,
  { verbs, sessions, waiting }: Treatment<Service>,
): void {
  for (const [name, method] of Object.entries(service.method)) {
    const { path, type, read, write } = grpcMethod(method);
    // The service's methods are those of its table.
    const key = name as keyof Service["method"];
    const traits = {
      name: method.name,
      verbs: verbs[key],
      session: sessions.includes(key),
      waiting: waiting.includes(key),
      lasting: method.methodKind !== "unary" || waiting.includes(key),
    };
    const handler = handlers[key];
    server.register<Incoming, Message>(path, bound(seam, traits, method, handler), write, read, type);
  }
}

/** The handler's kind is that of its method, which the type of the table has made sure of. */
function bound(seam: Seam, traits: MethodTraits, method: DescMethod, handler: unknown) {
  switch (method.methodKind) {
    case "unary":
      return bindUnary(seam, traits, handler as UnaryHandler<DescMethod>);
    case "server_streaming":
      return bindServerStream(seam, traits, handler as ServerStreamHandler<DescMethod>);
    case "bidi_streaming":
      return bindBidi(seam, traits, handler as BidiHandler<DescMethod>);
    case "client_streaming":
      return bindClientStream(seam, traits, handler as ClientStreamHandler<DescMethod>);
  }
}
