// The typed client of the engine, over the Connect protocol at the address that served this page.
import { type Client, createClient, type Interceptor, type Transport } from "@connectrpc/connect";
import { createConnectTransport } from "@connectrpc/connect-web";
import { LazyEngine } from "#gen/lazyengine/v1/service_pb.js";
import { readToken } from "./token.js";
import { patiently } from "./until-answered.js";
import type { Waits } from "./waits.js";

export type Engine = Client<typeof LazyEngine>;

export function createEngine(transport: Transport): Engine {
  return createClient(LazyEngine, transport);
}

/** The calls stand beside the folder of the page, whatever prefix a proxy puts before both. */
export function pageTransport(waits: Waits): Transport {
  return createConnectTransport({
    baseUrl: new URL("..", document.baseURI).href.replace(/\/$/, ""),
    useBinaryFormat: true,
    interceptors: [patiently({ waits }), withToken],
  });
}

const withToken: Interceptor = (next) => (request) => {
  const token = readToken();
  if (token !== undefined) request.header.set("Authorization", `Bearer ${token}`);
  return next(request);
};
