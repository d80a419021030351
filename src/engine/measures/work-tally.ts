/**
 * Counts what waits and what is held, segment by segment.
 */
import { callersQueue } from "../../core/definition/evaluation.js";
import { isFlowQueue } from "../../core/definition/nested-flow.js";
import { queueOf } from "../../core/state/planned.js";
import { holderName, openClaim, type Segment } from "../../core/state/segment.js";
import { offersFrom } from "../../core/state/waiting-heads.js";
import type { SessionRecord } from "../../store/session-store.js";
import type { QueueWork, SessionWork } from "../work-under-way.js";
import type { QueueWait } from "./queue-wait.js";
import { kindOf } from "./queue-waits.js";

type Writable<Value> = { -readonly [Name in keyof Value]: Value[Name] };

interface SessionTally extends Writable<Omit<SessionWork, "queues">> {
  readonly queues: Set<string>;
  readonly record: SessionRecord;
}

export class WorkTally {
  readonly #queues = new Map<string, Writable<QueueWork>>();
  readonly #sessions: ReadonlyMap<string, SessionTally>;

  constructor(sessions: readonly SessionRecord[]) {
    this.#sessions = new Map(sessions.map((record) => [record.session, tallyOf(record)]));
  }

  add(segment: Segment): void {
    for (const queue of segment.ready.queues()) {
      if (isFlowQueue(queue) || !offersFrom(segment, queue)) continue;
      const work = this.#queue(queue);
      work.ready += segment.ready.count(queue);
      const readyTime = segment.ready.first(queue)?.readyTime;
      if (readyTime !== undefined) work.readySince = Math.min(work.readySince ?? readyTime, readyTime);
    }
    for (const holder of segment.holders) {
      for (const number of segment.heldBy(holder)) this.#addHeld(segment, number, holder);
    }
  }

  /** It is shown, whether anything waits there or not. */
  addQueue(queue: string): void {
    this.#queueAs(`EXECUTE ${queue}`, { queue, kind: "EXECUTE" });
  }

  /** What this process knows of those that are connected to it. */
  addConnected(waits: readonly QueueWait[]): void {
    for (const { queue, kind, sessions, credit } of waits) {
      const work = this.#queueAs(`${kind} ${queue}`, { queue, kind });
      work.sessions += sessions;
      work.credit += credit;
    }
  }

  result(): { readonly queues: readonly QueueWork[]; readonly sessions: readonly SessionWork[] } {
    return {
      queues: [...this.#queues.values()].sort(
        (a, b) => since(a.readySince) - since(b.readySince) || b.running - a.running || (a.queue < b.queue ? -1 : 1),
      ),
      sessions: [...this.#sessions.values()]
        .map(({ record: _, queues, ...work }) => ({ ...work, queues: [...queues].sort() }))
        .sort((a, b) => b.holds - a.holds || (a.sessionId < b.sessionId ? -1 : 1)),
    };
  }

  #addHeld(segment: Segment, number: number, holder: string): void {
    const entry = segment.entry(number);
    const claim = openClaim(entry);
    if (claim === undefined || holderName(claim.session, claim.epoch) !== holder) return;
    const queue = queueOf(segment.node(number), entry);
    this.#queue(queue).running += 1;
    const session = this.#sessions.get(claim.session);
    // Of an epoch before its present life: it is about to be taken back.
    if (session === undefined || claim.epoch < session.record.baseEpoch) return;
    session.holds += 1;
    session.holdsSince = Math.min(session.holdsSince ?? claim.claimTime, claim.claimTime);
    session.queues.add(callersQueue(queue));
  }

  #queue(name: string): Writable<QueueWork> {
    const queue = callersQueue(name);
    const kind = kindOf(name);
    return this.#queueAs(`${kind} ${queue}`, { queue, kind });
  }

  #queueAs(key: string, named: Pick<QueueWork, "queue" | "kind">): Writable<QueueWork> {
    const known = this.#queues.get(key);
    if (known !== undefined) return known;
    const work = { ...named, ready: 0, running: 0, sessions: 0, credit: 0 };
    this.#queues.set(key, work);
    return work;
  }
}

function tallyOf(record: SessionRecord): SessionTally {
  const { session, worker, owner, expireTime, leaseMs } = record;
  return {
    sessionId: session,
    workerId: worker,
    ...(owner !== undefined && { process: owner }),
    ...(expireTime !== undefined && { expireTime }),
    leaseMs,
    holds: 0,
    queues: new Set(),
    record,
  };
}

/** So that what has no moment comes last. */
function since(moment: number | undefined): number {
  return moment ?? Number.MAX_SAFE_INTEGER;
}
