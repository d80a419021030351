/**
 * What is over by the database's clock: processes, sessions, and claims that no live session stands behind (rules L2,
 * L3). A session is first marked expired, then its claims are taken back; claims that landed in between are found by
 * their holder.
 */
import { holdingEpoch, holdingSession } from "../../core/state/holders.js";
import type { SegmentRecord } from "../../store/segment-record.js";
import type { SessionKey, SessionRecord } from "../../store/session-store.js";
import type { Machinery } from "../machinery.js";

const SESSIONS_AT_ONCE = 100;
const HOLDERS_PER_SWEEP = 200;

/** The sessions of dead processes get an expiry of their own. */
export async function orphanDeadProcesses(machinery: Machinery, dead: readonly string[]): Promise<void> {
  const { sessions } = machinery.store;
  for (const process of dead) {
    if (process === machinery.process) continue;
    await sessions.orphan(process);
    await sessions.removeProcess(process);
  }
}

/** Marks what is over and takes its claims back. */
export async function expireSessions(machinery: Machinery): Promise<void> {
  for (let more = true; more; ) {
    const expired = await machinery.store.sessions.expire(SESSIONS_AT_ONCE);
    if (expired.length > 0) machinery.emit({ kind: "expired", sessions: expired.length });
    const holding = await perhapsHolding(machinery, expired);
    await Promise.all(holding.map((session) => takeBack(machinery, session)));
    more = expired.length === SESSIONS_AT_ONCE;
  }
}

/** Sessions of polls that found nothing expire by the thousand: which namespace has any that holds something is one question. */
async function perhapsHolding(
  { store }: Machinery,
  expired: readonly SessionRecord[],
): Promise<readonly SessionRecord[]> {
  const namespaces = [...new Set(expired.map(({ namespace }) => namespace))];
  const asked = namespaces.map(async (namespace) => {
    const sessions = expired.filter((session) => session.namespace === namespace);
    const names = sessions.map(({ session }) => session);
    const held = sessions.length > 1 ? await store.segments.heldByAny(namespace, names, HOLDERS_PER_SWEEP) : names;
    return held.length > 0 ? sessions : [];
  });
  return (await Promise.all(asked)).flat();
}

/**
 * Takes back everything that a session held which has just expired. Others that hold tasks of the same flows keep theirs;
 * so does a life of the session that has begun since, whose epochs are higher.
 */
async function takeBack(machinery: Machinery, expired: SessionRecord): Promise<void> {
  const records = await machinery.store.segments.heldBy(expired.namespace, expired.session);
  const isOver = (holder: string) =>
    holdingSession(holder) === expired.session && holdingEpoch(holder) <= expired.epoch;
  await Promise.all(records.map((record) => loseIn(machinery, record, isOver)));
}

/**
 * One page of the segments with holders: claims of sessions that are not live, or of an earlier life, are taken back.
 * Returns where to go on; undefined = from the beginning.
 */
export async function reclaimOrphans(machinery: Machinery, after: string | undefined): Promise<string | undefined> {
  const { segments, sessions } = machinery.store;
  const held = await segments.held(after, HOLDERS_PER_SWEEP);
  const keys = new Map<string, SessionKey>();
  for (const { namespace, holders } of held) {
    for (const holder of holders) {
      const session = holdingSession(holder);
      keys.set(`${namespace}/${session}`, { namespace, session });
    }
  }
  const names = [...keys.keys()];
  const records = keys.size === 0 ? [] : await sessions.read([...keys.values()]);
  const known = new Map(names.map((name, index) => [name, records[index]]));
  await Promise.all(
    held.map((record) =>
      loseIn(machinery, record, (holder) => {
        const session = known.get(`${record.namespace}/${holdingSession(holder)}`);
        return session === undefined || !isLive(session, holder);
      }),
    ),
  );
  return held.length < HOLDERS_PER_SWEEP ? undefined : held.at(-1)?.id;
}

/** Whether a claim of this holder, which is of this session, belongs to the life of the session that is under way. */
function isLive(session: SessionRecord, holder: string): boolean {
  const epoch = holdingEpoch(holder);
  return session.state === "LIVE" && epoch >= session.baseEpoch && epoch <= session.epoch;
}

async function loseIn(
  machinery: Machinery,
  record: Pick<SegmentRecord, "id" | "holders">,
  isLost: (holder: string) => boolean,
): Promise<void> {
  const holders = record.holders.filter(isLost);
  if (holders.length === 0) return;
  try {
    let [before, left] = [0, Number.POSITIVE_INFINITY];
    do {
      before = left;
      await machinery.committer.submit(record.id, { kind: "lose", holders }, { fresh: true });
      left = heldBy(machinery, record.id, holders);
      // What follows may be more than one decision does at once: the next one goes on.
    } while (left > 0 && left < before);
  } catch (error) {
    // The next sweep finds the holder again.
    machinery.emit({ kind: "error", what: "taking back claims", error, segmentId: record.id });
  }
}

/** How many tasks are; known as long as the segment is kept: else the next sweep knows. */
function heldBy({ committer }: Machinery, id: string, holders: readonly string[]): number {
  const segment = committer.cache.peek(id)?.segment;
  return holders.reduce((sum, holder) => sum + (segment?.heldBy(holder).size ?? 0), 0);
}
