/**
 * Run: stores a flow and makes its first batch ready, in one insert.
 */
import { v5 as uuidV5, v7 as uuidV7 } from "uuid";
import { type FlowStart, type StartedFlow, start } from "../../core/decide/flow-start.js";
import { NO_OFFERS } from "../../core/decision.js";
import type { CompiledDefinition } from "../../core/definition/compiled-definition.js";
import type { Payload } from "../../core/state/payload.js";
import type { SegmentAddress } from "../../core/state/segment.js";
import { headerSegmentId } from "../../store/segment-id.js";
import type { SegmentRecord } from "../../store/segment-record.js";
import { StoreUnavailable } from "../../store/store-errors.js";
import { type CheckedRun, checkRun, flowLabels } from "../checks/index.js";
import { flowNotFound } from "../commit/read-copies.js";
import type { CallContext } from "../engine.js";
import { EngineError } from "../engine-error.js";
import { segmentsNaming } from "../large-flows/segments-naming.js";
import type { Machinery } from "../machinery.js";
import { deleteLeftWithin } from "../nested/delete-within.js";
import type { RunRequest, RunResponse } from "../run-request.js";
import { stateChanges } from "../views/state-change.js";
import { storedPayload } from "../views/stored-payloads.js";
import { existingFlow, repeatedRun } from "./existing-flow.js";
import { beginningOf, digestOfSnapshot, type OtherSegments } from "./flow-beginning.js";
import { expectReplaceable } from "./replaced-flow.js";
import { runResponse } from "./run-response.js";
import { contextOf, digestOfRun, storeFlow, type WrittenBy } from "./store-flow.js";

/** A flow that the store neither has nor refuses is tried so often. */
const TRIES = 5;

/** The name space of flow ids that are derived from request ids. */
const DERIVED_IDS = "0c6f1f2e-6a8b-4f52-9d7e-3f1b8a54e7d1";

/**
 * Throws FLOW_EXISTS or FLOW_DIFFERS where the id is taken, REQUEST_ID_REUSED, DEFINITION_NOT_FOUND, and what
 * `checkRun` throws. Where `writtenBy` is a function, it is asked at each try.
 */
export async function run(
  machinery: Machinery,
  request: RunRequest,
  { deadline }: CallContext = {},
  writtenBy: WrittenBy = deadline,
): Promise<RunResponse> {
  const checked = checkRun(request);
  const definition = await definitionOf(machinery, checked);
  const labels = flowLabels(definition.flow.labels, checked.labels);
  const flowId = flowIdOf(checked);
  const { namespace } = checked;
  const runDigest = runDigestOf(definition, checked);
  const beginning = await beginningOf(definition, checked.snapshot, otherSegments(machinery, checked, definition));
  const asked = { ...flowStart(checked), labels, runDigest, ...beginning };
  const newAddress = (): SegmentAddress => {
    return { namespace, flowId, incarnation: machinery.environment.randomBits(), segment: 0 };
  };
  if (checked.validateOnly === true) return preview(machinery, newAddress(), definition, asked, checked.input);
  const own = new Set<string>();
  // Each try is a run of its own: one that lands late, after the flow was deleted, must not be the deleted run again.
  for (let tries = 0; tries < TRIES; tries += 1) {
    const address = newAddress();
    const found = checked.conflictPolicy === "REPLACE" ? await inPlace(machinery, checked, flowId, runDigest, own) : {};
    if ("answer" in found) return found.answer;
    own.add(address.incarnation);
    const { replaced } = found;
    const { input } = checked;
    const { started, inserted } = await storeFlow(machinery, address, definition, asked, input, writtenBy, replaced);
    if (inserted === false && checked.conflictPolicy !== "REPLACE") {
      return existingFlow(machinery, checked, flowId, runDigest, own);
    }
    if (inserted !== true) continue;
    const { answer, messages } = started;
    const told = { ...creation(started), messages, hadSnapshot: checked.snapshot !== undefined };
    return runResponse(machinery, address, definition, answer, told, checked.input);
  }
  if (checked.conflictPolicy === "REPLACE") {
    throw new EngineError("CONFLICT", `flow ${flowId} was changed while it was replaced`, {
      metadata: { namespace, flow_id: flowId },
      retryAfterMs: 50,
    });
  }
  throw new StoreUnavailable(`flow ${flowId} was not stored, and may be later`);
}

/** With REPLACE: the run that is there, or the answer where this request has put it there. */
async function inPlace(
  machinery: Machinery,
  checked: CheckedRun,
  flowId: string,
  runDigest: string,
  own: ReadonlySet<string>,
): Promise<{ readonly replaced?: SegmentRecord } | { readonly answer: RunResponse }> {
  const id = headerSegmentId(checked.namespace, flowId);
  const [replaced] = await machinery.store.segments.read([id]);
  if (replaced === undefined) {
    if (checked.expectedRevision === undefined) return {};
    throw flowNotFound(id);
  }
  const answer = await repeatedRun(machinery, checked, replaced, runDigest, own);
  if (answer !== undefined) {
    // Who has put it there may have died before the flows within the run before had gone.
    await deleteLeftWithin(machinery, checked.namespace, flowId);
    return { answer };
  }
  expectReplaceable(replaced, checked);
  return { replaced };
}

function runDigestOf(definition: CompiledDefinition, { input, snapshot }: CheckedRun): string {
  const digest = digestOfRun(definition.digest, input);
  return snapshot === undefined ? digest : `${digest}.${digestOfSnapshot(snapshot)}`;
}

function flowStart({ priority = 0, notBeforeTime, requestId, traceContext }: CheckedRun) {
  return {
    priority,
    ...(notBeforeTime !== undefined && { notBeforeTime }),
    ...(hasText(requestId) && { runRequestId: requestId }),
    ...(hasText(traceContext) && { traceContext }),
  };
}

/** The flow as it would start; it has no revision. */
async function preview(
  machinery: Machinery,
  address: SegmentAddress,
  definition: CompiledDefinition,
  asked: FlowStart,
  input: Payload | undefined,
): Promise<RunResponse> {
  const kept = input === undefined ? {} : { input: storedPayload(input) };
  const started = start(address, definition, { ...asked, ...kept }, contextOf(machinery, NO_OFFERS, input));
  const told = { ...creation(started), hadSnapshot: asked.snapshot !== undefined };
  const response = await runResponse(machinery, address, definition, started.answer, told, input);
  return { ...response, flow: { ...response.flow, revision: "", ...(input !== undefined && { input }) } };
}

/** What changed: the flow came into being, which the core tells only where it runs at once. */
function creation({ segment, changes, answer }: StartedFlow): Pick<RunResponse, "changes" | "changesTruncated"> {
  const { header } = answer.flow;
  const told = stateChanges(segment, changes, header.createTime);
  const [first, ...others] = told.changes;
  const created = { flowId: segment.address.flowId, taskId: "", time: header.createTime };
  if (first?.flow === undefined) return { ...told, changes: [{ ...created, flow: { to: header.state } }] };
  return { ...told, changes: [{ ...created, flow: { to: first.flow.to } }, ...others] };
}

async function definitionOf(machinery: Machinery, request: CheckedRun): Promise<CompiledDefinition> {
  const { definition, namespace } = request;
  const { definitions } = machinery;
  if (definition.kind === "accepted") {
    const { accepted } = definition;
    // Nothing is kept of a request that only validates, nor of one whose labels are refused.
    if (request.validateOnly === true) return definitions.compile(accepted);
    flowLabels(accepted.settings.labels, request.labels);
    return (await definitions.keep(namespace, accepted, false)).definition;
  }
  const digest =
    definition.kind === "digest" ? definition.digest : await definitions.newestDigest(namespace, definition.name);
  if (digest === undefined || !(await definitions.confirm(namespace, digest))) {
    const named = definition.kind === "digest" ? definition.digest : definition.name;
    throw new EngineError("DEFINITION_NOT_FOUND", `no definition ${named} in namespace ${namespace}`, {
      metadata: { namespace, [definition.kind]: named },
    });
  }
  return definitions.load(namespace, digest, 0);
}

/** Of a definition that is only validated nothing is stored. */
function otherSegments(machinery: Machinery, checked: CheckedRun, first: CompiledDefinition): OtherSegments {
  const { definition, namespace, validateOnly } = checked;
  if (definition.kind === "accepted" && validateOnly === true) {
    return () => machinery.definitions.compileAll(definition.accepted);
  }
  return (names) => segmentsNaming(machinery, namespace, first, names);
}

function flowIdOf({ flowId, requestId, namespace }: CheckedRun): string {
  if (hasText(flowId)) return flowId;
  return hasText(requestId) ? uuidV5(`${namespace}/${requestId}`, DERIVED_IDS) : uuidV7();
}

function hasText(text: string | undefined): text is string {
  return text !== undefined && text !== "";
}
