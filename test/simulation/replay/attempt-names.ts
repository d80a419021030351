/**
 * Which attempt of the replay stands for which of the recorded ones: its number and its token. The numbers are the same,
 * but where an engine took back a claim that it could not deliver, which it may.
 */
export interface ReplayedAttempt {
  readonly attempt: number;
  readonly token: string;
}

export class AttemptNames {
  readonly #replayed = new Map<string, ReplayedAttempt>();
  readonly #latest = new Map<string, { readonly recorded: number; readonly replayed: number }>();
  #takenBack = 0;

  /** Claims that engines took back before they were delivered. */
  get takenBack(): number {
    return this.#takenBack;
  }

  /** The attempt was claimed. Throws where its number cannot be. */
  claimed(task: string, recorded: number, replayed: ReplayedAttempt): void {
    const latest = this.#latest.get(task) ?? { recorded: 0, replayed: 0 };
    const beyond = replayed.attempt - latest.replayed - (recorded - latest.recorded);
    if (beyond < 0) throw new Error(`${task} is claimed as attempt ${replayed.attempt}, recorded is ${recorded}`);
    this.#takenBack += beyond;
    this.#replayed.set(`${task} ${recorded}`, replayed);
    this.#latest.set(task, { recorded, replayed: replayed.attempt });
  }

  /** Throws where nobody claimed it. */
  of(task: string, recorded: number): ReplayedAttempt {
    const replayed = this.#replayed.get(`${task} ${recorded}`);
    if (replayed === undefined) throw new Error(`nobody claimed attempt ${recorded} of ${task}`);
    return replayed;
  }

  /** 0 = never claimed. */
  number(task: string, recorded: number): number {
    return recorded === 0 ? 0 : this.of(task, recorded).attempt;
  }

  /** Attempts of the task that no recorded one stands for. */
  isTakenBack(task: string, replayed: number): boolean {
    for (const [key, { attempt }] of this.#replayed)
      if (key.startsWith(`${task} `) && attempt === replayed) return false;
    return true;
  }
}
