/**
 * EndFlow: a flow is ended as its caller says.
 */
import { outcomeDigest } from "../../core/state/outcome-digest.js";
import { checkEndFlow } from "../checks/index.js";
import type { CallContext } from "../engine.js";
import type { Machinery } from "../machinery.js";
import type { ControlResponse, EndFlowRequest } from "../requests.js";
import { storedPayload } from "../views/stored-payloads.js";
import { control, controlOf } from "./control.js";

export function endFlow(machinery: Machinery, request: EndFlowRequest, call?: CallContext): Promise<ControlResponse> {
  const checked = checkEndFlow(request);
  const { state, message = "", output, inFlight } = checked;
  const cancels = inFlight === "CANCEL";
  const outputDigest = output && outcomeDigest({ kind: "result", result: output });
  const content = JSON.stringify(["end", state, message, cancels, outputDigest]);
  const ending = {
    state,
    message,
    ...(output !== undefined && { output: storedPayload(output) }),
    ...(cancels && { cancelsInFlight: true as const }),
  };
  return control(machinery, checked, { kind: "end", ending, ...controlOf(content, checked) }, call);
}
