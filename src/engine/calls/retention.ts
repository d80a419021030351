/**
 * GetRetention and SetRetention.
 */
import { isDeepStrictEqual } from "node:util";
import { leastAge } from "../../core/retention/retention-rule.js";
import type { RetentionRecord } from "../../store/retention-store.js";
import { checkNamespaceAlone, checkSetRetention } from "../checks/index.js";
import { EngineError } from "../engine-error.js";
import type { Machinery } from "../machinery.js";
import { writeRetention } from "../retention/write-retention.js";
import type { Retention, SetRetentionRequest } from "../retention-requests.js";

const TRIES = 10;

export async function getRetention({ store }: Machinery, request: { readonly namespace?: string }): Promise<Retention> {
  const { namespace } = checkNamespaceAlone(request);
  return retentionValue(namespace, await store.retention.read(namespace));
}

/** Throws REVISION_MISMATCH or CONFLICT. */
export async function setRetention(machinery: Machinery, request: SetRetentionRequest): Promise<Retention> {
  const { namespace, rules, expectedRevision = "" } = checkSetRetention(request);
  for (let tries = 0; tries < TRIES; tries += 1) {
    const read = await machinery.store.retention.read(namespace);
    const current = revisionOf(read);
    if (expectedRevision !== "" && expectedRevision !== current) {
      throw new EngineError("REVISION_MISMATCH", `the retention of ${namespace} is at revision "${current}"`, {
        metadata: { namespace, revision: expectedRevision, current },
      });
    }
    if (read !== undefined && isDeepStrictEqual(read.rules, rules)) return retentionValue(namespace, read);
    const now = machinery.clock.now();
    const written = await writeRetention(machinery, read ?? { namespace, version: 0 }, {
      generation: (read?.generation ?? 0) + 1,
      updateTime: now,
      rules,
      ...(read?.passTime !== undefined && { passTime: read.passTime }),
      deleted: read?.deleted ?? 0,
      // A pass by the new rules begins at once; where none lets anything go there is none.
      ...(leastAge(rules) !== undefined && { wakeTime: now }),
    });
    if (written !== undefined) return retentionValue(namespace, written);
  }
  throw new EngineError("CONFLICT", `the retention of ${namespace} is being changed by others`, {
    metadata: { namespace },
    retryAfterMs: 50,
  });
}

function revisionOf(record: RetentionRecord | undefined): string {
  return record === undefined ? "" : `r.${record.generation}`;
}

function retentionValue(namespace: string, record: RetentionRecord | undefined): Retention {
  if (record === undefined) return { namespace, rules: [], revision: "", deleted: 0 };
  const { rules, updateTime, deleted, passTime } = record;
  const revision = revisionOf(record);
  return { namespace, rules, revision, updateTime, deleted, ...(passTime !== undefined && { passTime }) };
}
