/**
 * A flow that has ended within others goes on with the consent of all above it: each is asked before any is changed, and
 * the uppermost that has ended goes on first. Whoever dies meanwhile leaves a flow above that waits for one which has
 * ended: an order tells that after a while, and it tells its end again.
 */
import type { Consent, ReopenChild } from "../../core/command.js";
import type { ParentLink } from "../../core/state/nesting.js";
import type { SegmentAddress } from "../../core/state/segment.js";
import { headerSegmentId, segmentId } from "../../store/segment-id.js";
import type { Committed } from "../commit/lane.js";
import { EngineError } from "../engine-error.js";
import type { Machinery } from "../machinery.js";
import { Wakeup } from "../waiting.js";

/** So often it is asked for anew where the flow has told its end in between. */
const ASKED = 5;

/** Segments of a large flow go on one after the other: so often, and at such times, it is looked whether the task's has. */
const LOOKS = 300;
const LOOK_MS = 20;
/** An order that has not come by then is given once more. */
const LOOKS_PER_ORDER = 100;

export interface Asking {
  readonly deadline: number | undefined;
}

/** Submits the command, with consent where the flow needs that. */
export async function withConsent(
  machinery: Machinery,
  submit: (consent?: Consent) => Promise<Committed>,
  asking: Asking,
): Promise<Committed> {
  let committed = await submit();
  for (let asked = 0; committed.answer.awaitsConsent === true; asked += 1) {
    const { segment, answer } = committed;
    const { parent } = answer.flow.header;
    if (parent === undefined) throw new Error(`${segment.address.flowId} is within no flow`);
    if (asked === ASKED) throw contested(segment.address, parent);
    committed = await submit(await consentOf(machinery, segment.address, parent, asking));
  }
  return committed;
}

async function consentOf(
  machinery: Machinery,
  { namespace, flowId: within }: SegmentAddress,
  parent: ParentLink,
  asking: Asking,
): Promise<Consent> {
  const { flowId, incarnation, segment, number, attempt, order: follows = 0 } = parent;
  const id = segmentId({ namespace, flowId, incarnation, segment });
  const command: ReopenChild = { kind: "reopen_child", incarnation, number, attempt, follows };
  const submit = (consent?: Consent) =>
    machinery.committer.submit(id, { ...command, ...(consent !== undefined && { consent }) }, asking);
  try {
    let { answer } = await withConsent(machinery, submit, asking);
    for (let looks = 0; answer.awaitsReopening !== undefined; looks += 1) {
      if (looks === LOOKS) throw notYet(within, parent);
      const isOrdered = answer.awaitsReopening === "ordered";
      if (!isOrdered && looks % LOOKS_PER_ORDER === 0) await reopenForChild(machinery, namespace, parent, asking);
      await new Wakeup().wait(machinery.environment, LOOK_MS);
      answer = (await withConsent(machinery, submit, asking)).answer;
    }
    if (answer.consent === undefined) throw new Error(`${flowId} has said nothing to ${within}`);
    return answer.consent;
  } catch (error) {
    throw error instanceof EngineError ? told(error, within, flowId) : error;
  }
}

/** All segments of a large flow go on, and with them that of the task. */
async function reopenForChild(machinery: Machinery, namespace: string, parent: ParentLink, asking: Asking) {
  const { flowId, incarnation, segment, number, attempt } = parent;
  const child = { segment, number, attempt };
  const submit = (consent?: Consent) =>
    machinery.committer.submit(
      headerSegmentId(namespace, flowId),
      { kind: "reopen_for_child", incarnation, child, ...(consent !== undefined && { consent }) },
      asking,
    );
  await withConsent(machinery, submit, asking);
}

/** The caller has named the flow within, and hears of that one. */
function told(error: EngineError, flowId: string, above: string): EngineError {
  const { reason, message, metadata } = error;
  const about = { ...metadata, flow_id: flowId };
  if (reason !== "FLOW_NOT_FOUND") return new EngineError(reason, message, { metadata: about });
  const gone = `flow ${above}, within which it has ended, is gone`;
  return new EngineError("PARENT_WENT_ON", gone, { metadata: { ...about, parent_flow_id: above } });
}

/** Its segments go on one after the other, and are many. */
function notYet(flowId: string, { flowId: above }: ParentLink): EngineError {
  const message = `flow ${above}, within which flow ${flowId} has ended, goes on, but not with its task yet`;
  return new EngineError("CONFLICT", message, { metadata: { flow_id: flowId }, retryAfterMs: 1_000 });
}

function contested({ flowId }: Pick<SegmentAddress, "flowId">, { flowId: above }: ParentLink): EngineError {
  const message = `flow ${flowId} has told flow ${above} its end ${ASKED} times while it was to go on`;
  return new EngineError("CONFLICT", message, { metadata: { flow_id: flowId }, retryAfterMs: 50 });
}
