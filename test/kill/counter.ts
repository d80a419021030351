// How often the server has said that it recorded something, for those who wait until it has so often.

export class Counter {
  #count = 0;
  #waiting: (() => void)[] = [];

  note(): void {
    this.#count += 1;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  }

  async atLeast(count: number): Promise<void> {
    while (this.#count < count) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}
