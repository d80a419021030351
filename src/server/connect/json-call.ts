/**
 * A call that only reads, beside the contract: a GET, answered as JSON. Its caller is let in, limited, counted and audited
 * as by every other call, and its errors have the form of those.
 */
import type { RequestListener, ServerResponse } from "node:http";
import { Arrival } from "../arrival.js";
import type { MethodTraits } from "../method-traits.js";
import type { RpcCall } from "../rpc-call.js";
import { arrive, fail, type Seam, succeed } from "../seam.js";
import { ANSWER_HEADERS } from "./answers.js";
import { ConnectCall } from "./connect-call.js";
import { connectError, unaryError } from "./connect-errors.js";

export interface JsonQuestion {
  readonly rpc: RpcCall;
  readonly query: URLSearchParams;
}

export type JsonHandler = (question: JsonQuestion) => Promise<object>;

const JSON_TYPE = { "content-type": "application/json" };

export function jsonCall(seam: Seam, traits: MethodTraits, handle: JsonHandler): RequestListener {
  return (request, response) => {
    if (request.method !== "GET") {
      answer(response, 405, { "content-type": "text/plain" }, "only GET is served\n");
      return;
    }
    const call = new ConnectCall(request, response);
    const arrival = new Arrival(traits, call);
    const refuse = (error: unknown) => {
      if (arrival.rpc?.settled === true) return;
      const { status, headers, body } = unaryError(connectError(fail(seam, arrival, error)));
      answer(response, status, headers, body);
    };
    const serve = async () => {
      const rpc = await arrive(seam, arrival);
      rpc.onEnd(refuse);
      seam.admission.begin(rpc);
      const value = await handle({ rpc, query: new URLSearchParams(request.url?.split("?")[1]) });
      if (rpc.settled) return;
      const text = JSON.stringify(value);
      succeed(seam, arrival);
      answer(response, 200, JSON_TYPE, text);
    };
    serve().catch(refuse);
  };
}

function answer(response: ServerResponse, status: number, headers: object, body: string | Uint8Array): void {
  response.writeHead(status, { ...headers, ...ANSWER_HEADERS });
  response.end(body);
}
