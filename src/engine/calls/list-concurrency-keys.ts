/**
 * ListConcurrencyKeys: the concurrency keys of a namespace by name, how they are set, how much of them is used and what waits.
 */
import { isKeyLimit, keyOfLimit, limitOfKey, limitOfKeyed } from "../../core/definition/concurrency-key.js";
import { offersFrom } from "../../core/state/waiting-heads.js";
import { checkListConcurrencyKeys } from "../checks/index.js";
import type { CallContext } from "../engine.js";
import type { ConcurrencyKey, ListConcurrencyKeysRequest, ListConcurrencyKeysResponse } from "../key-requests.js";
import type { Machinery } from "../machinery.js";
import { eachSegment, headsOfEach } from "../measures/work-read.js";
import { keyValue } from "../views/key-value.js";
import { pageToken, parsePageToken } from "../views/page-token.js";
import { listInTurn } from "./list-in-turn.js";

/** The most that is looked for; of more, the answer says so. */
const WAITING = 1_000;
const SEGMENTS = 200;

/** Throws OVERLOADED where too many lists are made already. */
export async function listConcurrencyKeys(
  machinery: Machinery,
  request: ListConcurrencyKeysRequest,
  call: CallContext = {},
): Promise<ListConcurrencyKeysResponse> {
  const checked = checkListConcurrencyKeys(request);
  return listInTurn(machinery, checked.namespace, call, () => listed(machinery, checked));
}

async function listed(
  machinery: Machinery,
  checked: ReturnType<typeof checkListConcurrencyKeys>,
): Promise<ListConcurrencyKeysResponse> {
  const { namespace, keys: asked = [], pageSize, pageToken: token } = checked;
  const { segments, queues } = machinery.store;
  const waiting = await segments.waitingQueues(namespace, WAITING);
  const keyed = waiting.filter((queue) => limitOfKeyed(queue) !== undefined);
  const set = machinery.queues.inNamespace(namespace).flatMap(({ queue }) => (isKeyLimit(queue) ? queue : []));
  const known = asked.length > 0 ? asked.map(limitOfKey) : [...set, ...keyed.map((queue) => limitOfKeyed(queue) ?? "")];
  const after = token === undefined || token === "" ? "" : limitOfKey(String(parsePageToken(token, ["string"])[0]));
  const left = [...new Set(known)].filter((limit) => limit > after).sort();
  const page = left.slice(0, pageSize);
  const { ready, more } = await readReady(machinery, namespace, keyed, new Set(page));
  const records = await Promise.all(page.map((queue) => queues.read({ namespace, queue })));
  return {
    keys: page.map((limit, index) => ({ ...keyValue(keyOfLimit(limit), records[index]), ...ready.get(limit) })),
    nextPageToken: left.length > page.length ? pageToken([keyOfLimit(page.at(-1) ?? "")]) : "",
    truncated: more || waiting.length === WAITING,
  };
}

/** What waits for each of the keys, by its limit. */
async function readReady(
  machinery: Machinery,
  namespace: string,
  keyed: readonly string[],
  limits: ReadonlySet<string>,
): Promise<{
  readonly ready: ReadonlyMap<string, Pick<ConcurrencyKey, "ready" | "readySince">>;
  readonly more: boolean;
}> {
  const queues = keyed.filter((queue) => limits.has(limitOfKeyed(queue) ?? ""));
  const { heads, more } = await headsOfEach(machinery, namespace, queues, SEGMENTS);
  const ready = new Map<string, { ready: number; readySince: number }>();
  await eachSegment(machinery, namespace, heads, (segment) => {
    for (const queue of segment.ready.queues()) {
      const limit = limitOfKeyed(queue) ?? "";
      const first = limits.has(limit) && offersFrom(segment, queue) ? segment.ready.first(queue) : undefined;
      if (first === undefined) continue;
      const before = ready.get(limit);
      ready.set(limit, {
        ready: (before?.ready ?? 0) + segment.ready.count(queue),
        readySince: Math.min(before?.readySince ?? first.readyTime, first.readyTime),
      });
    }
  });
  return { ready, more };
}
