/**
 * What the control of overload counts of the calls that are let in.
 */

import { create } from "@bufbuild/protobuf";
import { Metadata } from "@grpc/grpc-js";
import { expect, it, onTestFinished } from "vitest";
import { RunRequestSchema } from "#gen/lazyengine/v1/index.js";
import { Admission } from "../../../src/server/admission.js";
import { Arrival } from "../../../src/server/arrival.js";
import type { AnyCall, Caller } from "../../../src/server/auth/caller.js";
import { EVERYTHING } from "../../../src/server/auth/grants.js";
import { NO_CALLERS } from "../../../src/server/connections.js";
import { CallerLimits } from "../../../src/server/limits/caller-limits.js";
import { Overload } from "../../../src/server/limits/overload.js";
import { arrive, fail, type Seam, takeRequest } from "../../../src/server/seam.js";

const CALLER: Caller = { principal: "", grants: EVERYTHING };

function begun(maxCallsPerCaller?: number) {
  let now = 0;
  const limits = { maxCallsPerCaller, callsPerSecond: undefined };
  const overload = new Overload({
    maxDelayMs: 100,
    writeDelayMs: () => 0,
    changed: () => undefined,
    now: () => now,
    busy: () => 1,
  });
  onTestFinished(() => overload.close());
  const admission = new Admission({ sessionsPerConnection: 1, callers: new CallerLimits(limits), overload });
  const seam: Pick<Seam, "admission" | "authenticate" | "connections" | "observe" | "observeItem" | "report"> = {
    admission,
    authenticate: () => CALLER,
    connections: NO_CALLERS,
    observe: () => undefined,
    observeItem: undefined,
    report: () => "",
  };
  return {
    overload,
    seam: seam as Seam,
    pass: (ms: number) => {
      now += ms;
    },
  };
}

/** New work, as Run is, or a session. */
function arrival(session = false): Arrival {
  const traits = { session, newWork: !session, waiting: false, broadcast: false, lasting: false };
  const call: AnyCall = {
    cancelled: false,
    metadata: new Metadata(),
    getPeer: () => "127.0.0.1:1",
    getDeadline: () => Number.POSITIVE_INFINITY,
    getAuthContext: () => ({}),
    once: () => undefined,
  };
  return new Arrival({ name: "Run", verbs: ["run"], ...traits }, call);
}

it("a call is work in hand once its request is whole, until it ends", async () => {
  const { overload, seam, pass } = begun();
  const some = async () => {
    const arrivals = Array.from({ length: 100 }, () => arrival());
    for (const each of arrivals) await arrive(seam, each);
    return arrivals;
  };
  const [left, whole] = [await some(), await some()];
  pass(20);
  expect(overload.delayMs).toBe(0);
  // A call that is left half sent was none, either.
  for (const each of left) fail(seam, each, new Error("left"));
  for (const each of whole) if (each.rpc !== undefined) takeRequest(seam, each, each.rpc, create(RunRequestSchema));
  pass(20);
  expect(overload.delayMs).toBeGreaterThan(1_000);
  for (const each of whole) fail(seam, each, new Error("failed"));
  expect(overload.delayMs).toBe(0);
});

it("a session that its connection has no room for takes no place of its caller", async () => {
  const { seam } = begun(2);
  await arrive(seam, arrival(true));
  for (let call = 0; call < 3; call += 1) {
    const refused = arrival(true);
    const error = await arrive(seam, refused).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ metadata: { limit: "sessions_per_connection" } });
    fail(seam, refused, error);
  }
  // One place is the first session's, the other was never lost.
  await arrive(seam, arrival());
  await expect(arrive(seam, arrival())).rejects.toMatchObject({ metadata: { limit: "calls_per_caller" } });
});
