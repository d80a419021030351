/**
 * What a commit changed, in the words of a world's steps.
 */
import type { SegmentRecord } from "../../../src/store/segment-record.js";
import type { FlowHistory } from "./flow-history.js";

export function toldChanges({ places }: FlowHistory, before: SegmentRecord | undefined, after: SegmentRecord): string {
  const told = [...after.nodes].flatMap(([number, entry]) => {
    const was = before?.nodes.get(number);
    if (was === entry) return [];
    const taskId = places.idOf([after.address.segment, number], entry);
    return [
      ` ${taskId} ${was?.state ?? "PENDING"}→${entry.state}#${entry.attempt}(v${entry.version})${entry.claim === undefined ? "" : ` ${entry.claim.token} ${entry.claim.session}@${entry.claim.epoch}`}`,
    ];
  });
  return told.join(",");
}
