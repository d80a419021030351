/**
 * Checks of the calls about concurrency keys: ListConcurrencyKeys, UpdateConcurrencyKey.
 */
import { checkCount } from "../../core/definition/field-checks.js";
import { LIMITS } from "../../core/limits.js";
import type { ListConcurrencyKeysRequest, UpdateConcurrencyKeyRequest } from "../key-requests.js";
import { findings, refuse } from "./findings.js";
import { checkNamespace, checkOpaque, checkRequestId } from "./identifiers.js";
import type { CheckedPage } from "./reads.js";
import type { Checked } from "./run.js";
import { checkName, checkProse } from "./text.js";

export function checkListConcurrencyKeys(request: ListConcurrencyKeysRequest): CheckedPage<ListConcurrencyKeysRequest> {
  const found = findings();
  const namespace = checkNamespace(found, request.namespace);
  const keys = request.keys ?? [];
  if (keys.length > LIMITS.queuesListed) found.tooMuch("keys", "keys", LIMITS.queuesListed, keys.length);
  else {
    keys.forEach((key, index) => {
      checkName(found, `keys[${index}]`, key, LIMITS.concurrencyKeyBytes);
    });
  }
  checkOpaque(found, "page_token", request.pageToken);
  refuse(found);
  const asked = request.pageSize ?? 0;
  return { ...request, namespace, pageSize: asked >= 1 ? Math.min(asked, LIMITS.queuesListed) : LIMITS.queuesListed };
}

export function checkUpdateConcurrencyKey(request: UpdateConcurrencyKeyRequest): Checked<UpdateConcurrencyKeyRequest> {
  const found = findings();
  const namespace = checkNamespace(found, request.namespace);
  checkName(found, "key", request.key === "" ? undefined : request.key, LIMITS.concurrencyKeyBytes);
  checkRequestId(found, request.requestId);
  checkProse(found, "reason", request.reason, LIMITS.reasonBytes);
  checkCount(found, "limit", request.limit, 1, LIMITS.queueConcurrency, "");
  refuse(found);
  return { ...request, namespace };
}
