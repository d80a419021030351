/**
 * UpdateConcurrencyKey: sets how many tasks that name a key are held at once.
 */
import { limitOfKey } from "../../core/definition/concurrency-key.js";
import { checkUpdateConcurrencyKey } from "../checks/index.js";
import type { UpdateConcurrencyKeyRequest, UpdateConcurrencyKeyResponse } from "../key-requests.js";
import type { Machinery } from "../machinery.js";
import { KEY_EPOCH } from "../queues/permits.js";
import { digestOf, putSettings } from "../queues/put-settings.js";
import { keyValue } from "../views/key-value.js";

/** Throws REQUEST_ID_REUSED, LIMIT_EXCEEDED, and CONFLICT where others are always faster. */
export async function updateConcurrencyKey(
  machinery: Machinery,
  request: UpdateConcurrencyKeyRequest,
): Promise<UpdateConcurrencyKeyResponse> {
  const { namespace, key, requestId = "", reason = "", limit } = checkUpdateConcurrencyKey(request);
  const { record, replayed } = await putSettings(machinery, {
    key: { namespace, queue: limitOfKey(key) },
    what: `concurrency key ${key}`,
    field: "key",
    name: key,
    requestId,
    digest: digestOf([reason, limit]),
    reason,
    settingsAfter: () => ({ concurrency: { limit, epoch: KEY_EPOCH } }),
  });
  return { key: keyValue(key, record), replayed };
}
