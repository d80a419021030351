/**
 * What a run knows of the runs whose place it has taken (Run with REPLACE): the requests that were theirs. A repeat of
 * one must never act on this run. Kept as it is for as long as the run is there.
 */
export interface EarlierRun {
  readonly incarnation: string;
  /** Of the request that ran it; absent = it had none. */
  readonly requestId?: string;
  /** Of what that asked for. */
  readonly digest: string;
}

export interface EarlierRuns {
  /** The newest 64, oldest first. */
  readonly runs: readonly EarlierRun[];
  /** The request ids of their newest 1,024 completions, oldest first. */
  readonly completions: readonly string[];
}
