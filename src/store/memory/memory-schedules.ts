/**
 * Schedules in memory.
 */
import {
  type DueSchedule,
  type ScheduleGuard,
  type ScheduleKey,
  type ScheduleRecord,
  type ScheduleStore,
  scheduleName,
} from "../schedule-store.js";

export class MemorySchedules implements ScheduleStore {
  readonly #records = new Map<string, ScheduleRecord>();

  async insert(record: ScheduleRecord): Promise<boolean> {
    const name = scheduleName(record);
    if (this.#records.has(name)) return false;
    this.#records.set(name, record);
    return true;
  }

  async read(key: ScheduleKey): Promise<ScheduleRecord | undefined> {
    return this.#records.get(scheduleName(key));
  }

  async replace(guard: ScheduleGuard, record: ScheduleRecord): Promise<boolean> {
    if (!this.#matches(guard)) return false;
    this.#records.set(scheduleName(record), record);
    return true;
  }

  async delete(guard: ScheduleGuard): Promise<boolean> {
    return this.#matches(guard) && this.#records.delete(scheduleName(guard));
  }

  async list(namespace: string, after: string | undefined, limit: number): Promise<readonly ScheduleRecord[]> {
    return [...this.#records.values()]
      .filter((record) => record.namespace === namespace && record.scheduleId > (after ?? ""))
      .sort((a, b) => (a.scheduleId < b.scheduleId ? -1 : 1))
      .slice(0, limit)
      .map(({ run: { input: _input, ...run }, ...record }) => ({ ...record, run }));
  }

  async count(namespace: string, limit: number): Promise<number> {
    return (await this.list(namespace, undefined, limit)).length;
  }

  async due(time: number, limit: number, except: readonly string[] = []): Promise<readonly DueSchedule[]> {
    const others = new Set(except);
    return [...this.#records.values()]
      .flatMap(({ namespace, scheduleId, wakeTime }) =>
        wakeTime === undefined || wakeTime > time || others.has(namespace) ? [] : [{ namespace, scheduleId, wakeTime }],
      )
      .sort((a, b) => a.wakeTime - b.wakeTime)
      .slice(0, limit);
  }

  /** Whether a schedule names the definition. */
  names(namespace: string, digest: string): boolean {
    return [...this.#records.values()].some(
      ({ namespace: own, run: { definition } }) =>
        own === namespace && definition.kind === "digest" && definition.digest === digest,
    );
  }

  #matches(guard: ScheduleGuard): boolean {
    const record = this.#records.get(scheduleName(guard));
    return record !== undefined && record.version === guard.version && record.commit === guard.commit;
  }
}
