/**
 * SuspendFlow, ResumeFlow, CancelFlow and RevertFlow, and what all control calls share: commands on the flow as a whole.
 */
import { createHash } from "node:crypto";
import type { Consent, ControlCommand } from "../../core/command.js";
import { LIMITS } from "../../core/limits.js";
import { outcomeDigest } from "../../core/state/outcome-digest.js";
import { headerSegmentId } from "../../store/segment-id.js";
import { type Checked, checkCancelFlow, checkControl, checkResumeFlow } from "../checks/index.js";
import type { CallContext } from "../engine.js";
import { withPlaces } from "../large-flows/named-places.js";
import type { Machinery } from "../machinery.js";
import { withConsent } from "../nested/reopen-above.js";
import type { CancelFlowRequest, ControlRequest, ControlResponse, ResumeFlowRequest } from "../requests.js";
import { flowValue } from "../views/flow-value.js";
import { parseFlowRevision } from "../views/revision.js";
import { stateChanges } from "../views/state-change.js";
import { storedPayload } from "../views/stored-payloads.js";

export function suspendFlow(machinery: Machinery, request: ControlRequest, call?: CallContext) {
  const checked = checkControl(request);
  return control(machinery, checked, { kind: "suspend", ...controlOf("suspend", checked) }, call);
}

export function resumeFlow(machinery: Machinery, request: ResumeFlowRequest, call?: CallContext) {
  const checked = checkResumeFlow(request);
  const { input } = checked;
  const content = input === undefined ? "resume" : `resume ${outcomeDigest({ kind: "result", result: input })}`;
  const stored = input === undefined ? undefined : { input: storedPayload(input) };
  return control(machinery, checked, { kind: "resume", ...stored, ...controlOf(content, checked) }, call);
}

export function revertFlow(machinery: Machinery, request: ControlRequest, call?: CallContext) {
  const checked = checkControl(request);
  return control(machinery, checked, { kind: "revert", ...controlOf("revert", checked) }, call);
}

export function cancelFlow(machinery: Machinery, request: CancelFlowRequest, call?: CallContext) {
  const checked = checkCancelFlow(request);
  const graceMs = checked.graceMs ?? LIMITS.cancelGraceMs;
  return control(machinery, checked, { kind: "cancel", graceMs, ...controlOf(`cancel ${graceMs}`, checked) }, call);
}

/** `what`: the request's content beside what all control calls have. */
export function controlOf(what: string, { requestId, reason = "", expectedRevision }: ControlRequest) {
  const requestDigest = createHash("sha256")
    .update(JSON.stringify([what, reason]))
    .digest("base64url");
  return {
    requestDigest,
    reason,
    ...(requestId !== undefined && requestId !== "" && { requestId }),
    ...(expectedRevision !== undefined &&
      expectedRevision !== "" && { expected: parseFlowRevision("expected_revision", expectedRevision) }),
  };
}

/** Carried out by segment 0; where the flow has ended within another one, once that has consented. */
export async function control(
  machinery: Machinery,
  { namespace, flowId }: Checked<ControlRequest>,
  command: ControlCommand,
  call: CallContext = {},
): Promise<ControlResponse> {
  const asking = { deadline: call.deadline };
  const id = headerSegmentId(namespace, flowId);
  let whole: ControlCommand & { readonly consent?: Consent } = command;
  const submit = async (consent?: Consent) => {
    const asked = () => machinery.committer.submit(id, consent === undefined ? whole : { ...whole, consent }, asking);
    const committed = await asked();
    if (committed.answer.awaitsPlaces !== true) return committed;
    whole = await withPlaces(machinery, whole, committed);
    return asked();
  };
  const { answer, changes, segment } = await withConsent(machinery, submit, asking);
  const told = stateChanges(segment, answer.replayed ? [] : changes, answer.flow.header.updateTime, command.reason);
  return { flow: flowValue(segment.address, answer.flow), replayed: answer.replayed, ...told };
}
