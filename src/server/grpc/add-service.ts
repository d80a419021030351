/**
 * Puts a service of the contract onto a grpc-js server.
 */
import type { Server } from "@grpc/grpc-js";
import { type Encode, encodedOnce } from "../encoded-once.js";
import type { MethodHandler } from "../method-handlers.js";
import type { Seam, ServedMethod } from "../seam.js";
import { bindBidi } from "./bind-bidi.js";
import { bindClientStream } from "./bind-client-stream.js";
import { bindServerStream } from "./bind-server-stream.js";
import { bindUnary } from "./bind-unary.js";
import { grpcMethod } from "./method.js";

export function addService(server: Server, methods: readonly MethodHandler[], seam: Seam): void {
  for (const { method, traits, handler } of methods) {
    const { path, type, decode, write } = grpcMethod(method);
    const encode = traits.broadcast ? encodedOnce(write) : write;
    const serve = bound({ seam, traits, decode }, handler, encode);
    // Requests are read once the call is admitted: what is refused is not worth it. Answers come in bytes.
    server.register<Buffer, Buffer>(path, serve, asItIs, asItIs, type);
  }
}

function asItIs(bytes: Buffer): Buffer {
  return bytes;
}

function bound(served: ServedMethod, handler: MethodHandler["handler"], encode: Encode) {
  switch (handler.kind) {
    case "unary":
      return bindUnary(served, handler.handle, encode);
    case "server_streaming":
      return bindServerStream(served, handler.handle, encode);
    case "bidi_streaming":
      return bindBidi(served, handler.handle, encode);
    case "client_streaming":
      return bindClientStream(served, handler.handle, encode);
  }
}
