/**
 * Cancels the flows that a due time is to take the place of. Cancelling one again is harmless: it is done until they
 * have ended.
 */
import { goesOn } from "../../core/schedules/paused.js";
import type { ScheduleRecord } from "../../store/schedule-store.js";
import { cancelFlow } from "../calls/control.js";
import { EngineError } from "../engine-error.js";
import type { Machinery } from "../machinery.js";
import { translated } from "../views/translated.js";

export async function cancelOthers(machinery: Machinery, record: ScheduleRecord): Promise<void> {
  const { namespace, scheduleId, progress, paused } = record;
  const { buffered, flows } = progress;
  if (buffered?.cancelsOthers !== true || !goesOn(progress, paused)) return;
  const reason = `${buffered.flowId} takes its place`;
  for (const { flowId } of flows) {
    try {
      await cancelFlow(machinery, { namespace, flowId, reason });
    } catch (thrown) {
      const error = translated(thrown);
      if (error instanceof EngineError && ["FLOW_NOT_FOUND", "FLOW_ENDED"].includes(error.reason)) continue;
      machinery.emit({ kind: "error", what: `cancelling a flow of schedule ${namespace}/${scheduleId}`, error });
    }
  }
}
