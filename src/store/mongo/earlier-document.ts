/**
 * What a run knows of the runs whose place it has taken, as a part of a segment's document.
 */
import type { EarlierRun, EarlierRuns } from "../../core/state/earlier-runs.js";

export interface EarlierDocument {
  runs: { incarnation: string; request_id?: string; digest: string }[];
  /** Absent = none. */
  completions?: string[];
}

export function earlierToDocument({ runs, completions }: EarlierRuns): EarlierDocument {
  return { runs: runs.map(runToDocument), ...(completions.length > 0 && { completions: [...completions] }) };
}

export function earlierFromDocument({ runs, completions = [] }: EarlierDocument): EarlierRuns {
  return { runs: runs.map(runFromDocument), completions };
}

function runToDocument({ incarnation, requestId, digest }: EarlierRun): EarlierDocument["runs"][number] {
  return { incarnation, digest, ...(requestId !== undefined && { request_id: requestId }) };
}

function runFromDocument({ incarnation, request_id, digest }: EarlierDocument["runs"][number]): EarlierRun {
  return { incarnation, digest, ...(request_id !== undefined && { requestId: request_id }) };
}
