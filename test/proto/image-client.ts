/**
 * A client made of an image of the contract alone: what a program that was generated from it, and never since, sends and
 * understands. Messages are plain values in the form of protobuf's JSON.
 */
import { readFileSync } from "node:fs";
import {
  createFileRegistry,
  type DescMethod,
  type DescMethodStreaming,
  type DescMethodUnary,
  fromBinary,
  fromJson,
  type JsonObject,
  type Message,
  toJson,
} from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { createGrpcTransport } from "@connectrpc/connect-node";

export interface ImageClient {
  call(method: string, request: JsonObject): Promise<JsonObject>;
  /** What a stream of the server brings, until the signal ends it. */
  stream(method: string, request: JsonObject, signal: AbortSignal): AsyncIterable<JsonObject>;
}

export function imageClient(image: string, address: string): ImageClient {
  const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, readFileSync(image)));
  const service = registry.getService("lazyengine.v1.LazyEngine");
  if (service === undefined) throw new Error(`${image} has no service`);
  const transport = createGrpcTransport({ baseUrl: `http://${address}` });
  const found = (name: string) => {
    const method = service.methods.find((each) => each.name === name);
    if (method === undefined) throw new Error(`${image} has no call ${name}`);
    return method;
  };
  const value = (method: DescMethod, message: Message) => toJson(method.output, message, { registry }) as JsonObject;
  return {
    call: async (name, request) => {
      const method = found(name) as DescMethodUnary;
      const input = fromJson(method.input, request, { registry });
      const { message } = await transport.unary(method, undefined, 30_000, undefined, input);
      return value(method, message);
    },
    stream: async function* (name, request, signal) {
      const method = found(name) as DescMethodStreaming;
      const input = fromJson(method.input, request, { registry });
      const once = (async function* () {
        yield input;
      })();
      const { message } = await transport.stream(method, signal, undefined, undefined, once);
      for await (const frame of message) yield value(method, frame);
    },
  };
}
