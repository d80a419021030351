/**
 * Run: stores a flow and makes its first batch ready, in one insert.
 */
import { createHash } from "node:crypto";
import { v5 as uuidV5, v7 as uuidV7 } from "uuid";
import { start } from "../../core/decide/flow-start.js";
import type { Answer } from "../../core/decision.js";
import type { CompiledDefinition } from "../../core/definition/compiled-definition.js";
import { LIMITS } from "../../core/limits.js";
import type { Payload } from "../../core/state/payload.js";
import type { SegmentAddress } from "../../core/state/segment.js";
import type { PayloadRecord } from "../../store/payload-store.js";
import { headerSegmentId } from "../../store/segment-id.js";
import { type Checked, checkRun, flowLabels } from "../checks/index.js";
import { spilledPayload } from "../commit/spill.js";
import { WorkingCopy } from "../commit/working-copy.js";
import { land } from "../dispatch/landing.js";
import { OffersLedger } from "../dispatch/offers-ledger.js";
import type { CallContext } from "../engine.js";
import { EngineError } from "../engine-error.js";
import type { Machinery } from "../machinery.js";
import type { RunRequest, RunResponse } from "../requests.js";
import { flowValue } from "../views/flow-value.js";
import { stateChanges } from "../views/state-change.js";
import { lookUp, storedPayload } from "../views/stored-payloads.js";
import { taskRef } from "../views/task-value.js";
import { existingFlow } from "./existing-flow.js";

/** The name space of flow ids that are derived from request ids. */
const DERIVED_IDS = "0c6f1f2e-6a8b-4f52-9d7e-3f1b8a54e7d1";

/**
 * Throws FLOW_EXISTS or FLOW_DIFFERS where the id is taken, REQUEST_ID_REUSED, DEFINITION_NOT_FOUND, and what
 * `checkRun` throws.
 */
export async function run(machinery: Machinery, request: RunRequest, _call: CallContext = {}): Promise<RunResponse> {
  const checked = checkRun(request);
  const definition = await definitionOf(machinery, checked);
  if (definition === undefined) return nothingDone();
  const labels = flowLabels(definition.flow.labels, checked.labels);
  if (checked.validateOnly === true) return nothingDone();
  const flowId = flowIdOf(checked);
  const { namespace } = checked;
  const address: SegmentAddress = { namespace, flowId, incarnation: machinery.environment.randomBits(), segment: 0 };
  const runDigest = digestOfRun(definition.digest, checked.input);
  const ledger = new OffersLedger(machinery.sessions, address);
  const input = await keepInput(machinery, address, checked.input);
  const { clock, environment } = machinery;
  const started = start(
    address,
    definition,
    {
      labels,
      priority: checked.priority ?? 0,
      runDigest,
      ...(input !== undefined && { input }),
      ...(checked.notBeforeTime !== undefined && { notBeforeTime: checked.notBeforeTime }),
      ...(hasText(checked.requestId) && { runRequestId: checked.requestId }),
    },
    { now: clock.now(), random: environment.random, tokenBits: environment.randomBits, offers: ledger },
  );
  const copy = WorkingCopy.created(headerSegmentId(namespace, flowId), started.segment);
  try {
    const record = copy.record({ process: machinery.process, round: machinery.committer.nextRound() });
    if (!(await machinery.inserter.insert(record))) return await existingFlow(machinery, checked, flowId, runDigest);
    machinery.committer.adopt(copy, record);
    land(machinery, {
      segmentId: copy.id,
      segment: started.segment,
      decided: [{ options: {}, changes: started.changes }],
    });
  } finally {
    ledger.settle();
  }
  const told = stateChanges(started.segment, started.changes, clock.now());
  return runResponse(machinery, started.segment.address, definition, started.answer, told, checked.input);
}

/** What Run answers about a flow, new or there before. */
export async function runResponse(
  machinery: Machinery,
  address: SegmentAddress,
  definition: CompiledDefinition,
  answer: Answer,
  told: Pick<RunResponse, "changes" | "changesTruncated">,
  input: Payload | undefined,
): Promise<RunResponse> {
  const { header } = answer.flow;
  const lookup = await lookUp(
    machinery.store.payloads,
    header.failure?.body === undefined ? [] : [header.failure.body],
  );
  const flow = flowValue(address, answer.flow, (stored) => (stored === header.input && input ? input : lookup(stored)));
  const ready = answer.ready.slice(0, LIMITS.readyRefs).flatMap(({ node, entry }) => {
    const compiled = definition.nodes[node];
    return compiled === undefined ? [] : [taskRef(address.flowId, { definition, header, node: compiled, entry })];
  });
  return { flow, ready, readyCount: answer.ready.length, ...told, replayed: answer.replayed, warnings: [] };
}

async function definitionOf(
  machinery: Machinery,
  request: Checked<RunRequest>,
): Promise<CompiledDefinition | undefined> {
  const { definition, namespace } = request;
  const { definitions, store } = machinery;
  if (definition.kind === "spec") {
    // Checked already; nothing is kept of a request that only validates.
    if (request.validateOnly === true) {
      flowLabels(definition.spec.labels, request.labels);
      return undefined;
    }
    return (await definitions.keep(namespace, definition.spec, false)).definition;
  }
  const digest =
    definition.kind === "digest"
      ? definition.digest
      : (await store.definitions.newest(namespace, definition.name))?.digest;
  if (digest === undefined || !(await definitions.confirm(namespace, digest))) {
    const named = definition.kind === "digest" ? definition.digest : definition.name;
    throw new EngineError("DEFINITION_NOT_FOUND", `no definition ${named} in namespace ${namespace}`, {
      metadata: { namespace, [definition.kind]: named },
    });
  }
  return definitions.load(namespace, digest);
}

function flowIdOf({ flowId, requestId, namespace }: Checked<RunRequest>): string {
  if (hasText(flowId)) return flowId;
  return hasText(requestId) ? uuidV5(`${namespace}/${requestId}`, DERIVED_IDS) : uuidV7();
}

/** What makes two runs the same: the definition and the input. */
function digestOfRun(definitionDigest: string, input: Payload | undefined): string {
  const hash = createHash("sha256").update(definitionDigest);
  if (input !== undefined) hash.update("\0").update(input.contentType).update("\0").update(input.data);
  return hash.digest("base64url");
}

/** The input as state keeps it; a large one is written before the flow that names it. */
async function keepInput(machinery: Machinery, address: SegmentAddress, input: Payload | undefined) {
  if (input === undefined) return undefined;
  const records: PayloadRecord[] = [];
  const prefix = `${headerSegmentId(address.namespace, address.flowId)}/${address.incarnation}/input/0`;
  const stored = spilledPayload(storedPayload(input), LIMITS.inlinePayloadBytes, prefix, records);
  if (records.length > 0) await machinery.store.payloads.put(records);
  return stored;
}

function nothingDone(): RunResponse {
  return { ready: [], readyCount: 0, changes: [], changesTruncated: false, replayed: false, warnings: [] };
}

function hasText(text: string | undefined): text is string {
  return text !== undefined && text !== "";
}
