/**
 * A gate holds back deliveries until the answers of the completions that caused them have been given: on a stream, a
 * completion's verdict comes before the tasks that it made ready.
 */
export class Gate {
  #held: (() => void)[] | undefined = [];

  /** Runs the delivery when the gate is open. */
  pass(deliver: () => void): void {
    if (this.#held === undefined) deliver();
    else this.#held.push(deliver);
  }

  open(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const deliver of held) deliver();
  }
}
