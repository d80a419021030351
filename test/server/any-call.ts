/**
 * Any method of the contract, of whatever kind, called with one request: what it is refused with.
 */
import {
  type DescMethod,
  type DescMethodBiDiStreaming,
  type DescMethodServerStreaming,
  type DescMethodUnary,
  type Message,
  toJsonString,
} from "@bufbuild/protobuf";
import type { ClientReadableStream, ServiceError } from "@grpc/grpc-js";
import { type CallSetting, type ErrorFacts, factsOf, type RawClient } from "./raw-client.js";
import { StreamReading } from "./stream-reading.js";

/** Of a call that succeeds. */
const ALLOWED: ErrorFacts = {
  code: 0,
  message: "",
  reason: undefined,
  domain: undefined,
  metadata: {},
  fields: [],
  retryMs: undefined,
};

/** Fields of requests; what a method's request does not have is left out. */
export type AnyRequest = Readonly<Record<string, unknown>>;

/** What it was refused with. */
export async function callAny(
  client: RawClient,
  method: DescMethod,
  request: AnyRequest,
  setting: CallSetting,
): Promise<ErrorFacts> {
  return (await outcomeOf(client, method, request, setting)).refusal;
}

export interface Outcome {
  readonly refusal: ErrorFacts;
  /** The answer, or the first frame of a stream, as JSON; "" where it was refused. */
  readonly answer: string;
}

/** A stream that the server opens is left again at its first frame: then the call counts as allowed. */
export async function outcomeOf(
  client: RawClient,
  method: DescMethod,
  request: AnyRequest,
  setting: CallSetting,
): Promise<Outcome> {
  try {
    const answer = await answerOf(client, method, request, setting);
    return { refusal: ALLOWED, answer: answer === undefined ? "" : toJsonString(method.output, answer) };
  } catch (error) {
    // All that a call of grpc-js fails with is one.
    return { refusal: factsOf(error as ServiceError), answer: "" };
  }
}

async function answerOf(
  client: RawClient,
  method: DescMethod,
  request: AnyRequest,
  setting: CallSetting,
): Promise<Message | undefined> {
  const withDeadline = { deadlineMs: 5_000, ...setting };
  switch (method.methodKind) {
    case "unary":
      return client.unary(method as DescMethodUnary, request as never, withDeadline);
    case "server_streaming": {
      const stream = client.serverStream(method as DescMethodServerStreaming, request as never, withDeadline);
      return firstFrame(stream);
    }
    default: {
      // Of both kinds the first frame is `open`, with the namespace in it.
      const stream = client.bidi(method as DescMethodBiDiStreaming, withDeadline);
      const first = firstFrame(stream);
      stream.write({ frame: { case: "open", value: request } } as never);
      if (method.methodKind === "client_streaming") stream.end();
      return first;
    }
  }
}

async function firstFrame(stream: ClientReadableStream<Message>): Promise<Message | undefined> {
  const reading = new StreamReading(stream);
  const ended = reading.end();
  await Promise.race([reading.count(1), ended]);
  // Cancelled by the test itself: what it ends with is no answer.
  ended.catch(() => undefined);
  stream.cancel();
  return reading.frames[0];
}
