/**
 * How many tasks are held, over time, and the most that were worked on at once.
 */
export class Use {
  #held = 0;
  #working = 0;
  #since = 0;
  #begun = 0;
  #sum = 0;
  #left = 0;
  #resolve = () => undefined;
  most = 0;

  begin(tasks) {
    this.#left = tasks;
    this.#sum = 0;
    this.#begun = 0;
    this.most = 0;
    this.over = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  works(by) {
    this.#working += by;
    this.most = Math.max(this.most, this.#working);
  }

  change(by) {
    const now = performance.now();
    if (this.#begun === 0) this.#begun = now;
    else this.#sum += this.#held * (now - this.#since);
    this.#since = now;
    this.#held += by;
    if (by > 0) return;
    this.#left -= 1;
    if (this.#left === 0) this.#resolve(this.#sum / (now - this.#begun));
  }
}
