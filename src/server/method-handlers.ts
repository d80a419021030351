/**
 * The methods of a service, each with its handler and how its calls are treated: the same whatever carries them.
 */
import type { DescMethod, DescService } from "@bufbuild/protobuf";
import type { BidiHandler, ClientStreamHandler, Handlers, ServerStreamHandler, UnaryHandler } from "../service/call.js";
import type { Verb } from "../service/verbs.js";
import type { MethodTraits } from "./method-traits.js";

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
  /** One message goes to many callers. */
  readonly broadcast: readonly (keyof Service["method"])[];
}

export interface MethodHandler {
  readonly method: DescMethod;
  readonly traits: MethodTraits;
  readonly handler:
    | { readonly kind: "unary"; readonly handle: UnaryHandler<DescMethod> }
    | { readonly kind: "server_streaming"; readonly handle: ServerStreamHandler<DescMethod> }
    | { readonly kind: "client_streaming"; readonly handle: ClientStreamHandler<DescMethod> }
    | { readonly kind: "bidi_streaming"; readonly handle: BidiHandler<DescMethod> };
}

export function methodHandlers<Service extends DescService>(
  service: Service,
  handlers: Handlers<Service>,
  { verbs, sessions, newWork, waiting, broadcast }: Treatment<Service>,
): readonly MethodHandler[] {
  return Object.entries(service.method).map(([name, method]) => {
    // The service's methods are those of its table.
    const key = name as keyof Service["method"];
    const traits = {
      name: method.name,
      verbs: verbs[key],
      session: sessions.includes(key),
      newWork: newWork.includes(key),
      waiting: waiting.includes(key),
      broadcast: broadcast.includes(key),
      lasting: method.methodKind !== "unary" || waiting.includes(key),
    };
    // The handler's kind is that of its method, which the type of the table has made sure of.
    return { method, traits, handler: { kind: method.methodKind, handle: handlers[key] } as MethodHandler["handler"] };
  });
}
