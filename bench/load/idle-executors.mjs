/**
 * Executors of the package whose handlers do nothing, and that know when a number of tasks is done.
 */
import { setImmediate as nextTurn } from "node:timers/promises";
import { Executor } from "lazyengine/client";

export class IdleExecutors {
  #executors;
  #open = 0;
  #allReceived = () => undefined;

  /** One on each client. `onTask` is told each task as it comes, before it is completed. */
  constructor({ clients, type, slots, onTask = () => undefined }) {
    const handler = (task) => {
      onTask(task);
      this.#open -= 1;
      if (this.#open === 0) this.#allReceived();
      return 1;
    };
    const handlers = { [type]: handler };
    this.#executors = clients.map((client) => new Executor({ client, handlers, maxInFlight: slots }));
  }

  async start() {
    await Promise.all(this.#executors.map((executor) => executor.start()));
    return this;
  }

  /** To be called before the first of them can come: resolves when as many tasks are done and their outcomes answered. */
  async done(count) {
    this.#open = count;
    await new Promise((resolve) => {
      this.#allReceived = resolve;
    });
    while (this.#executors.some((executor) => executor.inFlight > 0)) await nextTurn();
  }

  async stop() {
    await Promise.all(this.#executors.map((executor) => executor.drain()));
  }
}
