/**
 * The calls about stored definitions.
 */
import {
  GetDefinitionRequestSchema,
  ListDefinitionsRequestSchema,
  PutDefinitionRequestSchema,
} from "#gen/lazyengine/v1/service_pb.js";
import { type CallOptions, checkOptions } from "./call-options.js";
import { type FlowSpec, flowSpecMessage } from "./flow-spec.js";
import { invalidField } from "./invalid-field.js";
import type { MessageCalls } from "./message-calls.js";
import { checkFields, plainFields } from "./plain-shape.js";
import type { ListDefinitionsOptions, PutDefinition, StoredDefinition } from "./requests.js";
import { required } from "./response-values.js";
import type { Definition } from "./values.js";
import { definitionValue } from "./values-of-messages.js";

export async function putDefinition(
  messages: MessageCalls,
  spec: FlowSpec | Parameters<typeof flowSpecMessage>[0],
  options: CallOptions,
): Promise<PutDefinition> {
  checkOptions(options, PutDefinitionRequestSchema, ["spec"]);
  const request = { spec: flowSpecMessage(spec, "spec") };
  const { digest, created, warnings } = await messages.putDefinition(request, options);
  return { digest, created, warnings };
}

export async function getDefinition(
  messages: MessageCalls,
  key: { readonly name: string } | { readonly digest: string },
  options: CallOptions,
): Promise<StoredDefinition> {
  checkOptions(options, GetDefinitionRequestSchema, ["name", "digest"]);
  const { definition, spec } = await messages.getDefinition({ key: keyField(key) }, options);
  return { definition: definitionValue(required(definition, "definition")), ...(spec !== undefined && { spec }) };
}

function keyField(key: { readonly name: string } | { readonly digest: string }) {
  checkFields(key, KEY_FIELDS, "key", "");
  if ("name" in key === "digest" in key) {
    throw invalidField("key", `must be one of name and digest, got ${"name" in key ? "both" : "neither"}`);
  }
  return "name" in key
    ? ({ case: "name", value: key.name } as const)
    : ({ case: "digest", value: key.digest } as const);
}

const KEY_FIELDS = plainFields(GetDefinitionRequestSchema, "", ["namespace"]);

export async function listDefinitions(
  messages: MessageCalls,
  options: ListDefinitionsOptions & CallOptions,
): Promise<{ readonly definitions: readonly Definition[]; readonly nextPageToken: string }> {
  checkOptions(options, ListDefinitionsRequestSchema);
  const { name, pageSize, pageToken } = options;
  const request = { name: name ?? "", pageSize: pageSize ?? 0, pageToken: pageToken ?? "" };
  const { definitions, nextPageToken } = await messages.listDefinitions(request, options);
  return { definitions: definitions.map(definitionValue), nextPageToken };
}
