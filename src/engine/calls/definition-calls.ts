/**
 * PutDefinition, GetDefinition and ListDefinitions.
 */
import type { DefinitionCursor, DefinitionSummary } from "../../store/definition-store.js";
import { checkGetDefinition, checkListDefinitions, checkPutDefinition } from "../checks/index.js";
import type { ListDefinitionsRequest, PutDefinitionResponse, StoredDefinition } from "../engine.js";
import { EngineError } from "../engine-error.js";
import type { Machinery } from "../machinery.js";
import type { PutDefinitionRequest } from "../requests.js";
import { pageToken, parsePageToken } from "../views/page-token.js";

export async function putDefinition(
  machinery: Machinery,
  request: PutDefinitionRequest,
): Promise<PutDefinitionResponse> {
  const { namespace, spec } = checkPutDefinition(request);
  const { definition, created } = await machinery.definitions.keep(namespace, spec, true);
  return { digest: definition.digest, created, warnings: definition.warnings };
}

/** By digest, or the newest of a name. Throws DEFINITION_NOT_FOUND. */
export async function getDefinition(
  machinery: Machinery,
  request: { readonly namespace?: string; readonly digest?: string; readonly name?: string },
): Promise<StoredDefinition> {
  const { namespace, digest = "", name = "" } = checkGetDefinition(request);
  const { definitions } = machinery.store;
  const record = digest === "" ? await definitions.newest(namespace, name) : await definitions.get(namespace, digest);
  if (record === undefined) {
    throw new EngineError("DEFINITION_NOT_FOUND", `no definition ${digest || name} in namespace ${namespace}`, {
      metadata: { namespace, ...(digest === "" ? { name } : { digest }) },
    });
  }
  const { chunkCount, ...summary } = record;
  return { summary, spec: await machinery.definitions.spec(namespace, record.digest, chunkCount) };
}

/** Those that were put by name, newest first. */
export async function listDefinitions(
  machinery: Machinery,
  request: ListDefinitionsRequest,
): Promise<{ readonly definitions: readonly DefinitionSummary[]; readonly nextPageToken: string }> {
  const { namespace, name, pageSize, pageToken: token } = checkListDefinitions(request);
  const named = name === "" ? undefined : name;
  const definitions = await machinery.store.definitions.list(namespace, named, cursorOf(token), pageSize);
  const last = definitions.at(-1);
  const more = definitions.length === pageSize && last?.putTime !== undefined;
  return { definitions, nextPageToken: more ? pageToken([last.putTime ?? 0, last.digest]) : "" };
}

function cursorOf(token: string | undefined): DefinitionCursor | undefined {
  if (token === undefined || token === "") return undefined;
  const [putTime, digest] = parsePageToken(token, ["number", "string"]);
  return { putTime: Number(putTime), digest: String(digest) };
}
