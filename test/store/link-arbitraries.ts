// What segments of a large flow keep of each other, for round trips.
import fc from "fast-check";
import type { TimedFailure } from "../../src/core/state/failure.js";
import type { OtherSegments } from "../../src/core/state/flow-header.js";
import type { Links, Message, MessageBody } from "../../src/core/state/message.js";
import type { Reopening, Standings } from "../../src/core/state/reopening.js";
import { FLOW_TRANSITIONS, TASK_TRANSITIONS } from "../../src/core/state/states.js";
import type { SegmentUpdate } from "../../src/store/segment-record.js";
import { payload } from "./payload-arbitraries.js";
import { count, record, text, time, yes } from "./plain-arbitraries.js";

export const state = fc.constantFrom(...new Set(TASK_TRANSITIONS.flatMap(({ from, to }) => [from, to])));
const flowState = fc.constantFrom(...new Set(FLOW_TRANSITIONS.flatMap(({ from, to }) => [from, to])));

export const counts = fc.dictionary(state, fc.nat()) as fc.Arbitrary<SegmentUpdate["counts"]>;

const failure: fc.Arbitrary<TimedFailure> = record({
  time,
  failure: record({ type: text, message: text, retryable: fc.boolean() }),
});

export const others: fc.Arbitrary<OtherSegments> = record(
  { count, settled: count, resting: count, counts },
  { failure },
);

const cancellation = record({ reason: text, deadline: time, timeout: fc.boolean() });

const numberList = fc.array(fc.nat(), { maxLength: 5 });

const reopening: fc.Arbitrary<Reopening> = record(
  {},
  {
    takesUp: yes,
    nodes: fc.oneof(numberList, fc.constantFrom("failed" as const, "all" as const)),
    ...{ reset: yes, skipped: fc.nat() },
    child: record({ number: fc.nat(), attempt: fc.nat() }),
  },
);

const standings: fc.Arbitrary<Standings> = record({ met: numberList, unmet: numberList, anew: numberList });

const body: fc.Arbitrary<MessageBody> = fc.oneof(
  record(
    { kind: fc.constant("arrival" as const), nodes: numberList, met: fc.boolean() },
    { cause: record({ segment: fc.nat(), number: fc.nat(), attempt: fc.nat() }) },
  ),
  record(
    { kind: fc.constant("order" as const), epoch: count, state: flowState },
    { startTime: time, cancellation, stopping: yes, input: payload, reopens: reopening },
  ),
  standings.chain((told) =>
    fc.record({ kind: fc.constant("reopened" as const), epoch: count }).map((one) => ({ ...one, ...told })),
  ),
  record(
    {
      kind: fc.constant("end" as const),
      epoch: count,
      state: fc.constantFrom("SUCCEEDED" as const, "FAILED" as const, "CANCELLED" as const),
    },
    { cancelsInFlight: yes },
  ),
  record(
    { kind: fc.constant("report" as const), counts },
    {
      reopened: count,
      resting: record({ epoch: count, change: fc.constantFrom(1 as const, -1 as const) }),
      settled: yes,
      failure,
      stopping: yes,
    },
  ),
);

const numbers = fc
  .uniqueArray(fc.tuple(fc.nat({ max: 12 }), count), { selector: ([key]) => key, maxLength: 4 })
  .map((pairs) => new Map(pairs));

/** Sequences of more than one digit, and few targets: so that order by text would differ. */
const outbox: fc.Arbitrary<readonly Message[]> = fc
  .uniqueArray(record({ to: fc.nat({ max: 11 }), sequence: fc.integer({ min: 1, max: 12 }), body }), {
    selector: ({ to, sequence }) => `${to}:${sequence}`,
    maxLength: 5,
  })
  .map((messages) => messages.sort((a, b) => a.to - b.to || a.sequence - b.sequence));

const byNumber = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<ReadonlyMap<number, Value>> =>
  fc
    .uniqueArray(fc.tuple(fc.nat({ max: 12 }), value), { selector: ([key]) => key, maxLength: 3 })
    .map((pairs) => new Map(pairs));

export const links: fc.Arbitrary<Links> = record(
  {
    sent: numbers,
    received: numbers,
    outbox,
    outboxTime: time,
    arrivals: numbers,
    told: record({ counts, time }),
  },
  { awaited: byNumber(record({ heard: byNumber(standings) }, { order: reopening })) },
);
