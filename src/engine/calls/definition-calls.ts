/**
 * PutDefinition, ImportDefinition, GetDefinition and ListDefinitions.
 */
import type { AcceptedDefinition } from "../../core/definition/accepted-definition.js";
import { LIMITS } from "../../core/limits.js";
import type { DefinitionCursor, DefinitionSummary } from "../../store/definition-store.js";
import {
  checkGetDefinition,
  checkImport,
  checkImportEnd,
  checkImported,
  checkListDefinitions,
  checkPutDefinition,
} from "../checks/index.js";
import type {
  CallContext,
  ImportDefinitionResponse,
  ListDefinitionsRequest,
  PutDefinitionResponse,
  StoredDefinition,
} from "../engine.js";
import { EngineError } from "../engine-error.js";
import { inSteps } from "../environment.js";
import type { Machinery } from "../machinery.js";
import type { ImportDefinitionRequest, PutDefinitionRequest } from "../requests.js";
import { pageToken, parsePageToken } from "../views/page-token.js";
import { unlessSilent } from "./unless-silent.js";

export async function putDefinition(
  machinery: Machinery,
  request: PutDefinitionRequest,
): Promise<PutDefinitionResponse> {
  const { namespace, accepted } = checkPutDefinition(request);
  return put(machinery, namespace, accepted);
}

/**
 * PutDefinition for what comes in pieces. Each piece is checked when it comes; nothing is written before the last.
 * Rejects with OVERLOADED where too many others are taken in or wait for it, and where the caller keeps its place waiting.
 */
export async function importDefinition(
  machinery: Machinery,
  request: ImportDefinitionRequest,
  { signal }: CallContext = {},
): Promise<ImportDefinitionResponse> {
  const { namespace, intake } = checkImport(request);
  const take = async () => {
    for await (const tasks of unlessSilent(machinery.environment, request, intake)) {
      checkImported(intake, tasks);
    }
    // Who has left may not have sent all that belongs to it.
    signal?.throwIfAborted();
    const accepted = await inSteps(machinery.environment, checkImportEnd(intake));
    return { ...(await put(machinery, namespace, accepted)), taskCount: intake.size };
  };
  return machinery.imports.during(namespace, take, signal);
}

async function put({ definitions }: Machinery, namespace: string, accepted: AcceptedDefinition) {
  const { definition, created } = await definitions.keep(namespace, accepted, true);
  return { digest: definition.digest, created, warnings: accepted.warnings };
}

/** By digest, or the newest of a name; without its content where no message holds that. Throws DEFINITION_NOT_FOUND. */
export async function getDefinition(
  machinery: Machinery,
  request: { readonly namespace?: string; readonly digest?: string; readonly name?: string },
  { signal }: CallContext = {},
): Promise<StoredDefinition> {
  const { namespace, digest = "", name = "" } = checkGetDefinition(request);
  const { definitions } = machinery.store;
  const record = digest === "" ? await definitions.newest(namespace, name) : await definitions.get(namespace, digest);
  if (record === undefined) {
    throw new EngineError("DEFINITION_NOT_FOUND", `no definition ${digest || name} in namespace ${namespace}`, {
      metadata: { namespace, ...(digest === "" ? { name } : { digest }) },
    });
  }
  const { chunkCount: _, ...summary } = record;
  // What came in pieces would be no answer: its tasks are listed by GetFlowDetails.
  if (summary.taskCount > LIMITS.tasksPerMessage) return { summary };
  const spec = await machinery.contents.during(namespace, () => machinery.definitions.spec(record), signal);
  return { summary, spec };
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
