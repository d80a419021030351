// The calls beside the contract that the page lives on: who calls, and what queues and sessions look like.
import { Code, ConnectError } from "@connectrpc/connect";
import { errorFromJson } from "@connectrpc/connect/protocol-connect";
import type { Caller } from "./access.js";
import { readToken } from "./token.js";
import { untilAnswered } from "./until-answered.js";
import type { Waits } from "./waits.js";

/** Tells who calls and what they may do. */
export function readCaller(waits: Waits, signal: AbortSignal): Promise<Caller> {
  return untilAnswered(() => readJson<Caller>("session", {}, signal), { waits, signal, repeated: true });
}

/** The server's own answers are taken at their word: page and server are of one package. */
export async function readJson<Answer>(
  name: string,
  parameters: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Answer> {
  const address = new URL(`api/${name}`, document.baseURI);
  for (const [key, value] of Object.entries(parameters)) address.searchParams.set(key, value);
  const token = readToken();
  const headers: Record<string, string> = { accept: "application/json" };
  if (token !== undefined) headers["authorization"] = `Bearer ${token}`;
  const response = await fetch(address, { signal, headers });
  if (response.ok) return (await response.json()) as Answer;
  const fallback = new ConnectError(`the server answered ${response.status}`, Code.Unavailable);
  throw errorFromJson(await response.json().catch(() => ({})), response.headers, fallback);
}
