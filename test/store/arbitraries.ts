// Segments with every optional field there and not there, for round trips.

import fc from "fast-check";
import type { EarlierRuns } from "../../src/core/state/earlier-runs.js";
import type { StoredFailure } from "../../src/core/state/failure.js";
import type { FlowHeader, Reversion } from "../../src/core/state/flow-header.js";
import type { LongList } from "../../src/core/state/item-blocks.js";
import type { AttemptRecord, Claim, NodeEntry } from "../../src/core/state/node-entry.js";
import type { Outcome } from "../../src/core/state/outcome.js";
import { PIECE_TYPE } from "../../src/core/state/pieces.js";
import type { Reversal, ScopeAttempt } from "../../src/core/state/reversal.js";
import type { Head } from "../../src/core/state/segment.js";
import { FLOW_TRANSITIONS } from "../../src/core/state/states.js";
import type { Plan, TaskDecision } from "../../src/core/state/task-decision.js";
import { others, state } from "./link-arbitraries.js";
import { payload } from "./payload-arbitraries.js";
import { count, digest, duration, id, map, record, text, time, yes } from "./plain-arbitraries.js";

export const failure: fc.Arbitrary<StoredFailure> = record(
  { type: text, message: text, retryable: fc.boolean() },
  { retryAfterMs: duration, body: payload },
);

const outcome: fc.Arbitrary<Outcome> = fc.oneof(
  fc.record({ kind: fc.constant("result" as const), result: payload, digest }, { noNullPrototype: true }),
  fc.record({ kind: fc.constant("failure" as const), failure, digest }, { noNullPrototype: true }),
  fc.record({ kind: fc.constant("cancelled" as const), message: text, digest }, { noNullPrototype: true }),
);

const token = fc.oneof(
  fc.tuple(fc.nat(), fc.string()).map(([attempt, random]) => `${attempt}.${random}`),
  fc.string(),
);

const claim = (at: number): fc.Arbitrary<Claim> =>
  record(
    { token, session: id, epoch: fc.oneof(fc.constant(1), count), worker: text, claimTime: fc.constant(at) },
    { owner: id, lost: yes },
  );

const attempt: fc.Arbitrary<AttemptRecord> = record(
  {
    attempt: count,
    tries: count,
    readyTime: time,
    endTime: time,
    end: fc.constantFrom("SUCCEEDED", "FAILED", "CANCELLED", "TIMEOUT", "LEASE_LOST", "RELEASED"),
  },
  { token, worker: text, session: id, claimTime: time, outcomeDigest: digest, failure, requestId: id, revert: yes },
);

const edges = fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 3 });

const timeouts = record(
  {},
  { readyToClaimMs: duration, runMs: duration, heartbeatMs: duration, attemptMs: duration, totalMs: duration },
);

const plan: fc.Arbitrary<Plan> = record(
  {},
  {
    ...{ delayMs: duration, delayAfterMs: duration, queue: text, priority: fc.integer(), timeouts, pause: yes },
    maxParallel: count,
  },
);

/** As it is kept: its globals have gone into the header. */
const decision: fc.Arbitrary<TaskDecision> = record(
  {
    fired: fc.array(fc.record({ edge: fc.nat(), message: text }, { noNullPrototype: true }), { maxLength: 3 }),
    skip: fc.array(text, { maxLength: 2 }),
    globals: fc.constant({}),
    message: text,
  },
  {
    verdict: fc.constantFrom("SUCCEED" as const, "FAIL" as const, "RETRY" as const, "SKIP" as const),
    firesNone: yes,
    delayMs: duration,
    context: payload,
    plan,
    end: record(
      { message: text },
      {
        state: fc.constantFrom("SUCCEEDED" as const, "FAILED" as const, "CANCELLED" as const),
        output: payload,
        cancelsInFlight: yes,
      },
    ),
    dropResult: yes,
  },
);

const reversal: fc.Arbitrary<Reversal> = record(
  { intent: fc.constantFrom("REVERT" as const, "RETRY" as const) },
  { begun: yes, result: payload, failure, delayMs: duration },
);

const scopeAttempt: fc.Arbitrary<ScopeAttempt> = record(
  { failures: fc.array(fc.record({ task: text, failure }, { noNullPrototype: true }), { maxLength: 2 }) },
  { value: payload, own: failure },
);

const reversion: fc.Arbitrary<Reversion> = record(
  {
    failed: fc.array(count, { maxLength: 3 }),
    open: fc.array(record({ node: count, scope: count }, { givenUp: count }), { maxLength: 2 }),
  },
  { whole: yes },
);

const piece = fc
  .uint8Array({ minLength: 1, maxLength: 9 })
  .map((data) => ({ contentType: PIECE_TYPE, size: data.length, data }));

const closed = record(
  { state: fc.constantFrom("SKIPPED" as const, "CANCELLED" as const), time, version: count },
  { reason: fc.constantFrom("STOPPED" as const, "ENDED" as const) },
);

const which = fc.constantFrom("RETRYABLE" as const, "LEFT" as const, "ALL" as const);

const longList: fc.Arbitrary<LongList> = record(
  {
    ...{ first: count, blockSize: count, begun: count, next: count, offered: count, version: count },
    blocks: fc.array(
      record(
        {},
        {
          away: record(
            {
              counts: fc.constantFrom({}, { SUCCEEDED: 3, FAILED: 1 }),
              final: fc.constantFrom({}, { FAILED: 1 }),
              pieces: fc.array(piece, { maxLength: 2 }),
              ...{ upTo: count, attempt: count },
            },
            { failed: record({ first: count, retryAfterMs: duration }), lapsed: record({ which, closed }) },
          ),
          contents: record({ pieces: fc.array(piece, { maxLength: 2 }), largest: count }),
        },
      ),
      { maxLength: 3 },
    ),
  },
  { pass: record({ which, version: count }, { anew: yes }), closed },
);

/** Times that are often equal, as they are where a task is claimed in the write that makes it ready. */
export const entry: fc.Arbitrary<NodeEntry> = fc.tuple(time, time).chain(([a, b]) => {
  const either = fc.constantFrom(a, b);
  return record(
    { state, version: count, attempt: fc.nat({ max: 12 }), tries: count, losses: count },
    {
      readyBy: fc.tuple(fc.nat(), fc.nat({ max: 2 })),
      reachedTime: either,
      readyTime: either,
      wakeTime: time,
      startTime: either,
      endTime: either,
      claim: either.chain(claim),
      deferred: record({ time }, { deadline: time, heartbeatTimeoutMs: duration, requestId: id }),
      progress: record({ fraction: fc.constantFrom(0, 0.25, 1), time }, { details: payload }),
      pending: outcome,
      outcomeDigest: digest,
      requestId: id,
      result: payload,
      failure,
      skipReason: fc.constantFrom("UPSTREAM" as const, "STOPPED" as const, "ENDED" as const, "DECIDED" as const),
      origin: record({}, { node: count, instance: count, causes: edges, seen: count }),
      fired: fc.array(fc.nat(), { maxLength: 3 }),
      firedMessages: fc.array(text, { maxLength: 3 }),
      item: record(
        { phase: fc.constantFrom("START" as const, "END" as const, "OUTPUT" as const) },
        { node: count, about: count },
      ),
      evaluation: record(
        { phase: fc.constantFrom("START" as const, "END" as const, "FAILURE" as const) },
        { end: fc.constantFrom("TIMEOUT" as const, "LEASE_LOST" as const), final: yes },
      ),
      list: record({ count }, { long: longList }),
      fence: record({ attempt: count, next: count }),
      each: record({ node: count, index: count }, { of: count, instance: count, content: payload }),
      decision,
      startDecided: fc.boolean(),
      cutOff: yes,
      plan,
      context: payload,
      contextOf: count,
      memo: payload,
      input: payload,
      metadata: map,
      child: record(
        {},
        {
          spawned: record({ definitionDigest: text, labels: map, digest }, { input: payload, requestId: id }),
          ...{ over: yes, rests: count, reopened: count },
        },
      ),
      rounds: fc.record({ done: count, results: fc.array(payload, { maxLength: 3 }) }, { noNullPrototype: true }),
      history: fc.array(attempt, { maxLength: 3 }),
      reversal,
      scope: fc.record(
        { retries: count, attempts: fc.array(scopeAttempt, { maxLength: 2 }) },
        { noNullPrototype: true },
      ),
    },
  );
});

export const flow: fc.Arbitrary<FlowHeader> = record(
  {
    name: text,
    definitionDigest: fc.stringMatching(/^[0-9a-f]{64}$/),
    rules: count,
    state: fc.constantFrom(...new Set(FLOW_TRANSITIONS.flatMap(({ from, to }) => [from, to]))),
    version: count,
    createTime: time,
    updateTime: time,
    labels: map,
    priority: fc.integer(),
    runDigest: text,
    requests: fc.array(fc.record({ rpc: text, requestId: text, digest }, { noNullPrototype: true }), { maxLength: 3 }),
  },
  {
    startTime: time,
    endTime: time,
    notBeforeTime: time,
    deadline: time,
    input: payload,
    failure,
    cancellation: fc.record({ reason: text, deadline: time, timeout: fc.boolean() }, { noNullPrototype: true }),
    pause: record({ message: text, backlog: edges }, { silent: yes }),
    ending: record({ state: fc.constantFrom("SUCCEEDED" as const, "FAILED" as const) }, { failure }),
    globals: fc
      .uniqueArray(fc.tuple(text, payload), { selector: ([key]) => key, maxLength: 3 })
      .map((pairs) => Object.fromEntries(pairs)),
    output: payload,
    stopping: yes,
    reversion,
    gone: fc.array(fc.record({ task: text, failure }, { noNullPrototype: true }), { minLength: 1, maxLength: 2 }),
    epoch: count,
    reopened: count,
    others,
    traceContext: text,
    runRequestId: text,
  },
);

export const nodes = fc
  .uniqueArray(fc.tuple(fc.nat({ max: 4095 }), entry), { selector: ([number]) => number, maxLength: 4 })
  .map((pairs) => new Map(pairs));

export const heads: fc.Arbitrary<Head[]> = fc.array(
  fc.record({ queue: text, priority: fc.integer(), time }, { noNullPrototype: true }),
  { maxLength: 3 },
);

export const holders = fc.array(
  fc.tuple(id, count).map(([session, epoch]) => `${session}@${epoch}`),
  { maxLength: 3 },
);

export const wakeTime = time;

export const earlier: fc.Arbitrary<EarlierRuns> = record({
  runs: fc.array(record({ incarnation: id, digest }, { requestId: text }), { minLength: 1, maxLength: 3 }),
  completions: fc.array(text, { maxLength: 3 }),
});

export { counts, links } from "./link-arbitraries.js";
export { payload } from "./payload-arbitraries.js";
