/**
 * A watch that goes on: over a real client and router, so that errors are what the Connect protocol makes of them.
 */
import { create } from "@bufbuild/protobuf";
import { Code, ConnectError, createRouterTransport } from "@connectrpc/connect";
import { expect, test } from "vitest";
import { ErrorInfoSchema } from "#gen/google/rpc/error_details_pb.js";
import { LazyEngine, type WatchFlowResponse, WatchFlowResponseSchema } from "#gen/lazyengine/v1/service_pb.js";
import { createEngine } from "../../ui/src/engine/connection.js";
import { follow } from "../../ui/src/engine/follow.js";

/** One try of the stream: the revisions that it tells, then its end. */
type Attempt = { readonly revisions: readonly string[]; readonly error?: ConnectError };

async function followed(attempts: readonly Attempt[], ends: () => boolean = () => false) {
  const log: string[] = [];
  const ending = new AbortController();
  let since = "";
  let number = 0;
  const engine = createEngine(
    createRouterTransport(({ rpc }) => {
      rpc(LazyEngine.method.watchFlow, async function* (request): AsyncGenerator<WatchFlowResponse> {
        log.push(`open ${request.sinceRevision}`);
        const attempt = attempts[number++];
        if (attempt === undefined) return ending.abort();
        for (const revision of attempt.revisions) {
          yield create(WatchFlowResponseSchema, { frame: { case: "current", value: { revision } } });
        }
        if (attempt.error !== undefined) throw attempt.error;
      });
    }),
  );
  await follow<WatchFlowResponse>({
    open: (signal) => engine.watchFlow({ sinceRevision: since }, { signal }),
    onFrame: ({ frame }) => {
      since = frame.value?.revision ?? since;
    },
    onState: (state, error) => log.push(error === undefined ? state : `${state} ${error.reason || error.code}`),
    onCompacted: () => {
      since = "";
    },
    pause: async (milliseconds) => void log.push(`pause ${milliseconds}`),
    ...{ ends, signal: ending.signal },
  });
  return log;
}

function refusal(code: Code, reason: string): ConnectError {
  const details = [{ desc: ErrorInfoSchema, value: { domain: "lazyengine", reason } }];
  return new ConnectError("no", code, undefined, details);
}

test("a stream that breaks goes on from where it came to", async () => {
  const log = await followed([{ revisions: ["r1", "r2"], error: refusal(Code.Unavailable, "DRAINING") }]);
  expect(log).toEqual(["connecting", "open ", "live", "lost DRAINING", "pause 250", "open r2"]);
});

test("pauses grow while nothing comes, and are short again once something has", async () => {
  const down = { revisions: [], error: refusal(Code.Unavailable, "") };
  const log = await followed([down, down, down, { revisions: ["r1"] }]);
  const pauses = log.filter((line) => line.startsWith("pause"));
  expect(pauses).toEqual(["pause 500", "pause 1000", "pause 2000", "pause 250"]);
});

test("a history that is gone begins anew", async () => {
  const log = await followed([
    { revisions: ["r1"] },
    { revisions: [], error: refusal(Code.OutOfRange, "REVISION_COMPACTED") },
  ]);
  expect(log.filter((line) => line.startsWith("open"))).toEqual(["open ", "open r1", "open "]);
});

test.each([Code.NotFound, Code.PermissionDenied, Code.Unauthenticated, Code.InvalidArgument])(
  "code %d is not tried again",
  async (code) => {
    expect(await followed([{ revisions: [], error: refusal(code, "NO") }])).toEqual([
      "connecting",
      "open ",
      "refused NO",
    ]);
  },
);

test("a stream that ends with its subject is over, and is opened again without being lost", async () => {
  expect(await followed([{ revisions: ["r1"] }], () => true)).toEqual([
    "connecting",
    "open ",
    "live",
    "over",
    "open r1",
  ]);
});
