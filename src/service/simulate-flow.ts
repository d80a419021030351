/**
 * SimulateFlow: a definition, or a flow from where it stands, on virtual time.
 */
import type { LazyEngine, SimulateFlowRequest as SimulateMessage } from "#gen/lazyengine/v1/index.js";
import { EngineError } from "../engine/engine-error.js";
import type { SimulateFlowRequest } from "../engine/simulation.js";
import type { UnaryHandler } from "./call.js";
import { flowDefinitionOf } from "./messages/flow-spec.js";
import { assumptionOf, simulationMessage } from "./messages/simulation.js";
import { refuseUnknownFields } from "./messages/unknown-fields.js";
import type { Service } from "./service.js";

export function simulateFlow({ engine }: Service): UnaryHandler<typeof LazyEngine.method.simulateFlow> {
  return async (message, call) => simulationMessage(await engine.simulateFlow(simulateRequestOf(message), call));
}

function simulateRequestOf(message: SimulateMessage): SimulateFlowRequest {
  refuseUnknownFields(message, "");
  const { namespace, subject, defaultAssumption, assumptions, slots } = message;
  const named = Object.entries(assumptions).map(([name, own]) => [name, assumptionOf(own, `assumptions["${name}"]`)]);
  return {
    namespace,
    subject: subjectOf(subject),
    ...(defaultAssumption !== undefined && {
      defaultAssumption: assumptionOf(defaultAssumption, "default_assumption"),
    }),
    assumptions: Object.fromEntries(named),
    slots,
  };
}

function subjectOf(subject: SimulateMessage["subject"]): SimulateFlowRequest["subject"] {
  switch (subject.case) {
    case "spec":
      return { kind: "spec", spec: flowDefinitionOf(subject.value, "spec") };
    case "definitionDigest":
      return { kind: "digest", digest: subject.value };
    case "definitionName":
      return { kind: "name", name: subject.value };
    case "flowId":
      return { kind: "flow", flowId: subject.value };
    case undefined:
      throw new EngineError(
        "INVALID_FIELD",
        "subject: is required: spec, definition_digest, definition_name or flow_id",
        { metadata: { field: "subject" } },
      );
  }
}
