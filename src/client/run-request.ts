/**
 * What is run, and how: the request of Run.
 */
import { isMessage, type MessageInitShape } from "@bufbuild/protobuf";
import { type FlowSpec as FlowSpecMessage, FlowSpecSchema } from "#gen/lazyengine/v1/flow_spec_pb.js";
import { ConflictPolicy, RunRequestSchema } from "#gen/lazyengine/v1/service_pb.js";
import { type CallOptions, checkOptions } from "./call-options.js";
import { enumNumber } from "./enum-number.js";
import { type FlowSpec, flowSpecMessage } from "./flow-spec.js";
import { invalidField } from "./invalid-field.js";
import { payloadMessage } from "./payload.js";
import { checkFields, isObject, plainFields } from "./plain-shape.js";
import type { RunDefinition, RunOptions } from "./requests.js";
import { checkedText, shown } from "./scalar-value.js";
import { flowSnapshotMessage } from "./snapshot.js";
import { timestampMessage } from "./times.js";

type DefinitionField = NonNullable<MessageInitShape<typeof RunRequestSchema>["definition"]>;

/** `path`: of the message that it stands in. Throws INVALID_FIELD where it is no definition, and names none. */
export function definitionField(definition: RunDefinition, path = ""): DefinitionField {
  const at = path === "" ? "" : `${path}.`;
  if (!isObject(definition)) {
    const forms = "must be a definition, { definitionName } or { definitionDigest }";
    throw invalidField(`${at}definition`, `${forms}, got ${shown(definition)}`);
  }
  if (isMessage(definition, FlowSpecSchema)) return { case: "spec", value: definition };
  if ("definitionName" in definition) {
    return { case: "definitionName", value: reference(definition, "definitionName", `${at}definition`, path) };
  }
  if ("definitionDigest" in definition) {
    return { case: "definitionDigest", value: reference(definition, "definitionDigest", `${at}definition`, path) };
  }
  // What is left are the two forms of a spec: isMessage tells them apart, but does not narrow by what it is not.
  return { case: "spec", value: flowSpecMessage(definition as FlowSpec | FlowSpecMessage, `${at}spec`) };
}

/** The name or digest of a definition, which says nothing beside it. */
function reference(definition: object, name: string, whole: string, path: string): string {
  const fields = new Map([...plainFields(RunRequestSchema, path)].filter(([known]) => known === name));
  checkFields(definition, fields, whole, path);
  const value: unknown = Reflect.get(definition, name);
  return checkedText(value, fields.get(name)?.path ?? path);
}

/** What `run` and `validate` take as arguments of their own, or say themselves. */
const NOT_OF_RUN = ["spec", "definitionDigest", "definitionName", "validateOnly"];

export function runRequest(
  definition: RunDefinition,
  options: RunOptions & CallOptions,
): Exclude<MessageInitShape<typeof RunRequestSchema>, { readonly $typeName: string }> {
  checkOptions(options, RunRequestSchema, NOT_OF_RUN);
  const { flowId, requestId, input, labels, notBeforeTime, priority, conflictPolicy } = options;
  const { expectedRevision, snapshot } = options;
  return {
    definition: definitionField(definition),
    flowId: flowId ?? "",
    requestId: requestId ?? "",
    ...(input === undefined ? {} : { input: payloadMessage(input, "input") }),
    labels: { ...labels },
    ...(notBeforeTime === undefined ? {} : { notBeforeTime: timestampMessage(notBeforeTime, "not_before_time") }),
    ...(priority === undefined ? {} : { priority }),
    conflictPolicy:
      conflictPolicy === undefined
        ? ConflictPolicy.UNSPECIFIED
        : enumNumber(ConflictPolicy, conflictPolicy, "conflict_policy"),
    ...(expectedRevision === undefined ? {} : { expectedRevision }),
    ...(snapshot === undefined ? {} : { snapshot: flowSnapshotMessage(snapshot) }),
  };
}
