/**
 * The frame of a load: a process that sets itself up once, so that it is warm when it counts, runs whenever its parent
 * asks, and ends when the parent lets go of it or is gone.
 */

/** What is connected to may be gone, too, when the parent is: then nothing would ever close. */
const CLOSE_MS = 20_000;

/**
 * `setUp` is given the parameters of the process; what it returns has `run`, which is given those of one run and resolves
 * to its figures, and `close`. Whatever goes wrong ends the process.
 */
export async function loadProcess(setUp) {
  const { run, close } = await setUp(JSON.parse(process.argv[2]));
  process.on("message", async (parameters) => process.send((await run(parameters)) ?? {}));
  process.once("disconnect", async () => {
    setTimeout(() => process.exit(1), CLOSE_MS);
    await close();
    process.exit();
  });
  process.send("ready");
}

/** Collects the latencies of one run: from each completion to the next task. */
export class HandOvers {
  #latencies = [];
  #completed;

  /** A task was received. */
  received() {
    if (this.#completed !== undefined) this.#latencies.push(performance.now() - this.#completed);
  }

  /** Its completion goes out now. */
  completes() {
    this.#completed = performance.now();
  }

  /** Milliseconds, in their order. */
  get latencies() {
    return this.#latencies;
  }
}
