/**
 * Looks after the schedules that are due: one look at each at a time in this process. Other processes do the same, and
 * the guard of the record lets one of them decide.
 */
import { SCHEDULE_LABEL } from "../../core/schedules/scheduled-flow.js";
import { type ScheduleKey, scheduleName } from "../../store/schedule-store.js";
import { FewAtOnce } from "../few-at-once.js";
import type { Machinery } from "../machinery.js";
import { AlarmClock } from "../upkeep/alarm-clock.js";
import { dueInTurn } from "../upkeep/due-in-turn.js";
import type { ScheduleKeeping } from "./schedule-keeping.js";
import { serveSchedule } from "./serve-schedule.js";

/** What is due until the sweep comes again goes to the alarm clock. */
const LOOK_AHEAD_MS = 2_000;
/** What another process is first in line for is decided here when it is this late. */
const GRACE_MS = 1_000;
/**
 * Nothing else bounds what falls due at one moment: all looked at together would keep all else from the store. Those that wait
 * are the ones that are due; one too many is found by the sweep again.
 */
const AT_ONCE = { atOnce: 4, waiting: 20_000 };

interface Look {
  readonly done: Promise<void>;
  /** Asked for while it was under way. */
  next?: Promise<void>;
}

export class ScheduleKeeper implements ScheduleKeeping {
  readonly #machinery: () => Machinery;
  readonly #alarms: AlarmClock;
  readonly #looks = new Map<string, Look>();
  readonly #few = new FewAtOnce("schedules_at_once", AT_ONCE);
  #closed = false;

  constructor(machinery: () => Machinery, { environment, clock }: Pick<Machinery, "environment" | "clock">) {
    this.#machinery = machinery;
    this.#alarms = new AlarmClock(environment, clock, (name) => void this.look(keyOf(name)));
  }

  async lookAtDue(isFirst: (name: string) => boolean): Promise<void> {
    const { store, clock } = this.#machinery();
    const until = clock.now() + LOOK_AHEAD_MS;
    const due = dueInTurn(
      (limit, except) => store.schedules.due(until, limit, except),
      ({ namespace }) => namespace,
    );
    for await (const { wakeTime, ...key } of due) {
      const name = scheduleName(key);
      if (isFirst(name) || wakeTime + GRACE_MS <= clock.now()) this.#alarms.set(name, wakeTime);
    }
  }

  look(key: ScheduleKey): Promise<void> {
    if (this.#closed) return Promise.resolve();
    const name = scheduleName(key);
    const look = this.#looks.get(name);
    if (look === undefined) return this.#begin(name, key);
    look.next ??= look.done.then(() => this.look(key));
    return look.next;
  }

  flowEnded(namespace: string, labels: Readonly<Record<string, string>>): void {
    const scheduleId = labels[SCHEDULE_LABEL];
    if (scheduleId !== undefined) void this.look({ namespace, scheduleId });
  }

  close(): void {
    this.#closed = true;
    this.#alarms.stop();
  }

  async idle(): Promise<void> {
    await Promise.all([...this.#looks.values()].map(({ done }) => done));
  }

  #begin(name: string, key: ScheduleKey): Promise<void> {
    const done = this.#serve(name, key).finally(() => this.#looks.delete(name));
    this.#looks.set(name, { done });
    return done;
  }

  async #serve(name: string, key: ScheduleKey): Promise<void> {
    const machinery = this.#machinery();
    try {
      const wakeTime = await this.#few.during(key.namespace, async () =>
        this.#closed ? undefined : serveSchedule(machinery, key),
      );
      // What could not be started by now is found by the sweep: it is due already.
      if (wakeTime === undefined || wakeTime > machinery.clock.now()) this.#alarms.set(name, wakeTime);
    } catch (error) {
      machinery.emit({ kind: "error", what: `looking at schedule ${name}`, error });
    }
  }
}

function keyOf(name: string): ScheduleKey {
  const at = name.indexOf("/");
  return { namespace: name.slice(0, at), scheduleId: name.slice(at + 1) };
}
