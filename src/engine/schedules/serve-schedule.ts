/**
 * Brings a schedule up to date: decides what is due in one guarded write, then starts the flows that it names, then
 * records that they are there. Whoever finds a decision without that record starts the same flows, by the same ids.
 */
import type { ScheduleProgress } from "../../core/schedules/schedule.js";
import { ScheduleAccount } from "../../core/schedules/schedule-account.js";
import type { ScheduleKey, ScheduleRecord } from "../../store/schedule-store.js";
import type { Machinery } from "../machinery.js";
import { cancelOthers } from "./cancel-others.js";
import { decided } from "./decided.js";
import { type Start, startFlows } from "./start-flows.js";
import { writeSchedule } from "./write-schedule.js";

/** Others decide about the same schedule at the same moment; and there may be more due than one decision takes. */
const ROUNDS = 100;

/** Gives when it is to be looked at next; undefined = never, or there is no such schedule. */
export async function serveSchedule(machinery: Machinery, key: ScheduleKey): Promise<number | undefined> {
  const { store, tally } = machinery;
  for (let round = 0; round < ROUNDS; round += 1) {
    const record = await store.schedules.read(key);
    if (record === undefined) return undefined;
    const progress = await decided(machinery, record);
    const written = await writeSchedule(machinery, record, { ...record, progress });
    if (written === undefined) continue;
    tally.dueTimes.skipped += progress.counts.skipped - record.progress.counts.skipped;
    tally.dueTimes.missed += progress.counts.missed - record.progress.counts.missed;
    const starts = await startFlows(machinery, written);
    await cancelOthers(machinery, written);
    const wakeTime = starts.size === 0 ? written.wakeTime : await recordStarts(machinery, key, starts);
    if (wakeTime === undefined || wakeTime > machinery.clock.now() || starts.size === 0) return wakeTime;
  }
  return machinery.clock.now();
}

/** Gives when it is to be looked at next. */
async function recordStarts(
  machinery: Machinery,
  key: ScheduleKey,
  starts: ReadonlyMap<string, Start>,
): Promise<number | undefined> {
  for (let round = 0; round < ROUNDS; round += 1) {
    const record = await machinery.store.schedules.read(key);
    if (record === undefined) return undefined;
    const progress = withStarts(record, starts);
    const written = await writeSchedule(machinery, record, { ...record, progress });
    if (written !== undefined) return written.wakeTime;
  }
  return machinery.clock.now();
}

function withStarts({ rules, progress }: ScheduleRecord, starts: ReadonlyMap<string, Start>): ScheduleProgress {
  const account = new ScheduleAccount(progress);
  for (const [flowId, start] of starts) {
    // Beside each other they run whatever becomes of them: nothing waits for their ends.
    if (start.kind === "started") account.started(flowId, rules.overlapPolicy === "ALLOW_ALL");
    else account.refused(flowId, start.failure);
  }
  return account.progress(progress.cursor);
}
