/**
 * What the rest of the engine asks of the keeper of schedules.
 */
import type { ScheduleKey } from "../../store/schedule-store.js";

export interface ScheduleKeeping {
  /** For the sweep: looks at what is due, or is about to be. `isFirst` = this process is first in line for the name. */
  lookAtDue(isFirst: (name: string) => boolean): Promise<void>;
  /**
   * Decides what is due of a schedule and starts its flows. Resolves when what was decided before the call has been
   * tried; never rejects.
   */
  look(key: ScheduleKey): Promise<void>;
  /** A flow with these labels has ended: a due time of its schedule may wait for that. */
  flowEnded(namespace: string, labels: Readonly<Record<string, string>>): void;
  /** Looks at nothing more. */
  close(): void;
  /** Resolves when nothing is under way any more. */
  idle(): Promise<void>;
}
