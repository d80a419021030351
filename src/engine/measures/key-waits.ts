/**
 * What waits for the concurrency keys that this process follows: those of which it has handed out, and those that something waits
 * for in the queues that its sessions take from. While nothing of a key is left its tasks are in no look at their queue: they are
 * counted here. It reads nothing itself.
 */
import { keyOfLimit, limitOfKeyed } from "../../core/definition/concurrency-key.js";
import { offersFrom } from "../../core/state/waiting-heads.js";
import type { Machinery } from "../machinery.js";
import { nameWithin, partsWithin } from "../queues/name-within.js";
import { KEY_LIMIT } from "../queues/permits.js";
import type { KeyWait } from "./key-wait.js";

/** In one queue, of those at hand. */
interface Waiting {
  tasks: number;
  since: number;
}

export function keyWaits(machinery: Machinery): readonly KeyWait[] {
  const { permits, clock } = machinery;
  const waiting = waitingByLimit(machinery);
  const limits = new Set(waiting.keys());
  for (const { setting } of permits.ofKeys()) limits.add(nameWithin(setting.key.namespace, setting.key.queue));
  return [...limits].map((name) => {
    const [namespace, limit] = partsWithin(name);
    const queues = waiting.get(name) ?? [];
    const oldest = Math.min(clock.now(), ...queues.map(({ since }) => since));
    return {
      namespace,
      key: keyOfLimit(limit),
      limit: machinery.queues.named({ namespace, queue: limit })?.settings.concurrency?.limit ?? KEY_LIMIT,
      held: permits.ofKey({ namespace, queue: limit })?.held.size ?? 0,
      tasks: queues.reduce((sum, { tasks }) => sum + Math.max(1, tasks), 0),
      oldestMs: clock.now() - oldest,
      spent: queues.length > 0 && permits.isKeySpent(namespace, limit),
    };
  });
}

/** Of each key's limit what waits in its queues: those of which a hint or the index has told. */
function waitingByLimit({ sessions, committer }: Machinery): ReadonlyMap<string, readonly Waiting[]> {
  const queues = new Map<string, Waiting>();
  for (const { namespace, keys } of sessions.backlogs()) {
    for (const queue of keys.queues()) {
      queues.set(nameWithin(namespace, queue), { tasks: 0, since: Number.POSITIVE_INFINITY });
    }
  }
  if (queues.size === 0) return new Map();
  for (const { segment } of committer.cache.values()) {
    for (const queue of segment.ready.queues()) {
      const known = queues.get(nameWithin(segment.address.namespace, queue));
      const first = known !== undefined && offersFrom(segment, queue) ? segment.ready.first(queue) : undefined;
      if (known === undefined || first === undefined) continue;
      known.tasks += segment.ready.count(queue);
      known.since = Math.min(known.since, first.readyTime);
    }
  }
  return byLimit(queues);
}

function byLimit(queues: ReadonlyMap<string, Waiting>): ReadonlyMap<string, readonly Waiting[]> {
  const found = new Map<string, Waiting[]>();
  for (const [name, waiting] of queues) {
    const [namespace, queue] = partsWithin(name);
    const limit = nameWithin(namespace, limitOfKeyed(queue) ?? "");
    const same = found.get(limit);
    if (same === undefined) found.set(limit, [waiting]);
    else same.push(waiting);
  }
  return found;
}
