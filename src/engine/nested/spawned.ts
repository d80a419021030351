/**
 * What an executor answers with when its attempt is to go on as a flow: the definition is kept before anything names it.
 */
import { createHash } from "node:crypto";
import type { Spawn as SpawnOutcome } from "../../core/state/outcome.js";
import { flowLabels } from "../checks/index.js";
import { checkSpawn } from "../checks/spawn.js";
import { EngineError } from "../engine-error.js";
import type { Machinery } from "../machinery.js";
import type { Spawn } from "../requests.js";
import { storedPayload } from "../views/stored-payloads.js";

/** Throws what is wrong with it, and DEFINITION_NOT_FOUND. */
export async function spawnOutcome(
  machinery: Machinery,
  namespace: string,
  spawn: Spawn,
  requestId: string | undefined,
): Promise<SpawnOutcome> {
  const accepted = checkSpawn(spawn);
  const { definitions } = machinery;
  const { definition, input, labels = {} } = spawn;
  const named = definition.kind === "digest" ? definition.digest : undefined;
  if (named !== undefined && !(await definitions.confirm(namespace, named))) {
    throw new EngineError("DEFINITION_NOT_FOUND", `no definition ${named} in namespace ${namespace}`, {
      metadata: { namespace, digest: named },
    });
  }
  const kept = accepted === undefined ? undefined : await definitions.keep(namespace, accepted, false);
  const definitionDigest = named ?? kept?.definition.digest ?? "";
  const { flow } = kept?.definition ?? (await definitions.load(namespace, definitionDigest, 0));
  // Refused here rather than when it is made.
  flowLabels(flow.labels, labels);
  const hash = createHash("sha256")
    .update(definitionDigest)
    .update(JSON.stringify(Object.entries(labels).sort()));
  if (input !== undefined) hash.update("\0").update(input.contentType).update("\0").update(input.data);
  const digest = hash.digest("base64url");
  const spawned = {
    definitionDigest,
    labels,
    digest,
    ...(input !== undefined && { input: storedPayload(input) }),
    ...(requestId !== undefined && requestId !== "" && { requestId }),
  };
  return { kind: "spawn", digest, spawned };
}
