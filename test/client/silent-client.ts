/**
 * A client whose calls must not reach anybody, and what they are refused with.
 */
import { expect } from "vitest";
import { Client } from "../../src/client/index.js";
import type { Transport } from "../../src/client/transport.js";

/** Nobody is to use it. */
export const SILENT: Transport = {
  unary: () => expect.fail("a call was sent"),
  clientStream: () => expect.fail("a stream was opened"),
  serverStream: () => expect.fail("a stream was opened"),
  duplex: () => expect.fail("a stream was opened"),
  close: () => undefined,
};

export function silentClient(): Client {
  return new Client({ address: "nowhere:1" }, SILENT);
}

/** Lets a call, or the first frame of a stream, fail. */
export async function errorOf(call: () => unknown): Promise<unknown> {
  try {
    const answer = await call();
    for await (const _frame of answer as AsyncIterable<unknown>) break;
  } catch (error) {
    return error;
  }
  return expect.fail("nothing was refused");
}

/** What a caller without types may give. */
export const any = (value: unknown) => value as never;
