/**
 * Turns of the event loop for what takes long, such as reading a definition of thousands of tasks: one such piece of work
 * in each, so that an engine in the same process can renew its lease between them.
 */
let last: Promise<void> = Promise.resolve();

/** Resolves in a turn that nobody else who asked here is given. */
export function ownTurn(): Promise<void> {
  last = last.then(() => new Promise<void>((resolve) => void setImmediate(resolve)));
  return last;
}
