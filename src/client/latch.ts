/**
 * A promise that is settled from outside, once.
 */
export class Latch {
  readonly promise: Promise<void>;
  // Assigned in the promise's executor, which runs before the constructor returns.
  open!: () => void;
  fail!: (error: unknown) => void;

  constructor() {
    this.promise = new Promise((resolve, reject) => {
      this.open = resolve;
      this.fail = reject;
    });
    // Whoever waits gets the error; nobody has to wait.
    this.promise.catch(ignore);
  }
}

function ignore(): void {
  // Told to those who wait.
}
