/**
 * Claims are taken back from sessions that are over, and from no others (rule L3).
 */
import type { SegmentRecord } from "../../../src/store/segment-record.js";
import type { SessionStore } from "../../../src/store/session-store.js";
import type { World } from "../world/world.js";

/** Judges a commit by the sessions as they are when it lands: one that is over never lives again at that epoch. */
export async function expectLeasesOver(
  world: World,
  sessions: SessionStore,
  before: SegmentRecord | undefined,
  after: SegmentRecord | undefined,
): Promise<void> {
  // Another run has taken its place.
  if (before?.address.incarnation !== after?.address.incarnation) return;
  for (const [number, { losses }] of after?.nodes ?? []) {
    const was = before?.nodes.get(number);
    if (after === undefined || was?.claim === undefined || losses <= was.losses) continue;
    const { session, epoch } = was.claim;
    const { namespace, flowId } = after.address;
    const [record] = await sessions.read([{ namespace, session }]);
    if (record?.state !== "LIVE" || epoch < record.baseEpoch || epoch > record.epoch) continue;
    world.breaks(`${flowId}: node ${number} was taken from ${session}@${epoch}, which lives`);
  }
}
