/**
 * The calls about stored definitions.
 */
import { type FlowSpec, flowSpecMessage } from "./flow-spec.js";
import type { CallOptions, MessageCalls } from "./message-calls.js";
import type { ListDefinitionsOptions, PutDefinition, StoredDefinition } from "./requests.js";
import { required } from "./response-values.js";
import type { Definition } from "./values.js";
import { definitionValue } from "./values-of-messages.js";

export async function putDefinition(
  messages: MessageCalls,
  spec: FlowSpec | Parameters<typeof flowSpecMessage>[0],
  options: CallOptions,
): Promise<PutDefinition> {
  const { digest, created, warnings } = await messages.putDefinition({ spec: flowSpecMessage(spec) }, options);
  return { digest, created, warnings };
}

export async function getDefinition(
  messages: MessageCalls,
  key: { readonly name: string } | { readonly digest: string },
  options: CallOptions,
): Promise<StoredDefinition> {
  const field =
    "name" in key ? ({ case: "name", value: key.name } as const) : ({ case: "digest", value: key.digest } as const);
  const { definition, spec } = await messages.getDefinition({ key: field }, options);
  return { definition: definitionValue(required(definition, "definition")), ...(spec !== undefined && { spec }) };
}

export async function listDefinitions(
  messages: MessageCalls,
  options: ListDefinitionsOptions & CallOptions,
): Promise<{ readonly definitions: readonly Definition[]; readonly nextPageToken: string }> {
  const { name, pageSize, pageToken } = options;
  const request = { name: name ?? "", pageSize: pageSize ?? 0, pageToken: pageToken ?? "" };
  const { definitions, nextPageToken } = await messages.listDefinitions(request, options);
  return { definitions: definitions.map(definitionValue), nextPageToken };
}
