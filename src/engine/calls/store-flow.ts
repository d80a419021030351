/**
 * How a new flow is stored: by Run, or as the work of another flow's task.
 */
import { createHash } from "node:crypto";
import { type FlowStart, type StartedFlow, start } from "../../core/decide/flow-start.js";
import type { DecisionContext, Offers } from "../../core/decision.js";
import type { CompiledDefinition } from "../../core/definition/compiled-definition.js";
import { LIMITS } from "../../core/limits.js";
import { inheritanceOf } from "../../core/state/inheritance.js";
import type { Payload } from "../../core/state/payload.js";
import type { SegmentAddress } from "../../core/state/segment.js";
import type { PayloadRecord } from "../../store/payload-store.js";
import { headerSegmentId } from "../../store/segment-id.js";
import type { SegmentRecord } from "../../store/segment-record.js";
import { spilledPayload } from "../commit/spill.js";
import { WorkingCopy } from "../commit/working-copy.js";
import { land } from "../dispatch/landing.js";
import { OffersLedger } from "../dispatch/offers-ledger.js";
import { discardParts, insertParts, putParts } from "../large-flows/insert-parts.js";
import type { Machinery } from "../machinery.js";
import { storedPayload } from "../views/stored-payloads.js";
import { keepBeside } from "./flow-beginning.js";
import { putInPlace } from "./replaced-flow.js";

/**
 * By when a flow has to be written, by `Environment.monotonic`; asked for in the last moment where that decides whether it
 * is still wanted: it throws where it is not.
 */
export type WrittenBy = number | undefined | (() => Promise<number>);

export interface StoredFlow {
  readonly started: StartedFlow;
  readonly inserted: boolean | undefined;
}

/**
 * Stores a new flow, the segments of a large one before its first; in the place of another run where one is `replaced`.
 * `inserted`: false = the id is taken, or that run was changed meanwhile; undefined = it is not there, but may land later.
 */
export function storeFlow(
  machinery: Machinery,
  address: SegmentAddress,
  definition: CompiledDefinition,
  asked: FlowStart,
  input: Payload | undefined,
  writtenBy: WrittenBy,
  replaced?: SegmentRecord,
): Promise<StoredFlow> {
  // Queues of which limits are heard meanwhile count what it hands out.
  return machinery.permits.begins(store(machinery, address, definition, asked, input, writtenBy, replaced));
}

async function store(
  machinery: Machinery,
  address: SegmentAddress,
  definition: CompiledDefinition,
  asked: FlowStart,
  input: Payload | undefined,
  writtenBy: WrittenBy,
  replaced: SegmentRecord | undefined,
): Promise<StoredFlow> {
  // A flow is stored by no guarded update: what is bound to land in time is claimed once it is there.
  const ledger = new OffersLedger(machinery, address, false);
  const kept = await keepInput(machinery, address, input);
  const inherited = replaced && { inherited: inheritanceOf(replaced.address.incarnation, replaced) };
  const begins = { ...asked, ...kept, ...inherited };
  const started = start(address, definition, begins, contextOf(machinery, ledger, input));
  const copy = WorkingCopy.created(headerSegmentId(address.namespace, address.flowId), started.segment);
  try {
    if (asked.snapshot !== undefined) await keepBeside(machinery, copy.id, started);
    const record = copy.record({ process: machinery.process, round: machinery.committer.nextRound() });
    const inserted = await insert(machinery, { started, record, replaced, writtenBy });
    if (inserted === false) await discardParts(machinery, started);
    if (inserted !== true) return { started, inserted };
    machinery.tally.flowsStarted += 1;
    machinery.committer.adopt(copy, record);
    land(machinery, {
      segmentId: copy.id,
      segment: started.segment,
      decided: [{ options: {}, changes: started.changes, messages: started.messages, letters: started.letters }],
    });
    return { started, inserted };
  } finally {
    ledger.settle("DROPPED");
  }
}

interface Insertion {
  readonly started: StartedFlow;
  readonly record: SegmentRecord;
  readonly replaced: SegmentRecord | undefined;
  readonly writtenBy: WrittenBy;
}

async function insert(machinery: Machinery, { started, record, replaced, writtenBy }: Insertion) {
  if (replaced === undefined) {
    if (!(await insertParts(machinery, started, record))) return false;
    return machinery.inserter.insert(record, typeof writtenBy === "function" ? await writtenBy() : writtenBy);
  }
  await putParts(machinery, started, record);
  return putInPlace(machinery, replaced, record);
}

/** All that a flow has when it starts is its input: another payload cannot be asked for. */
export function contextOf(
  { clock, environment }: Machinery,
  offers: Offers,
  input: Payload | undefined,
): DecisionContext {
  const { random, randomBits: tokenBits } = environment;
  return { now: clock.now(), random, tokenBits, offers, payload: () => input?.data };
}

/** What makes two runs the same: the definition and the input. */
export function digestOfRun(definitionDigest: string, input: Payload | undefined): string {
  const hash = createHash("sha256").update(definitionDigest);
  if (input !== undefined) hash.update("\0").update(input.contentType).update("\0").update(input.data);
  return hash.digest("base64url");
}

/** The input as state keeps it; a large one is written before the flow that names it. */
async function keepInput(machinery: Machinery, address: SegmentAddress, input: Payload | undefined) {
  if (input === undefined) return {};
  const records: PayloadRecord[] = [];
  const prefix = `${headerSegmentId(address.namespace, address.flowId)}/${address.incarnation}/input/0`;
  const stored = spilledPayload(storedPayload(input), LIMITS.inlinePayloadBytes, prefix, records);
  if (records.length > 0) await machinery.store.payloads.put(records);
  return { input: stored };
}
