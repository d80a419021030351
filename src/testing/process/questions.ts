/**
 * What can be said to the test engines of this process, by name: each takes and gives values of JSON.
 */
import type { FaultyCall } from "../call-faults.js";
import type { DeathMoment } from "../engine-life.js";
import { TestEngineError } from "../test-engine-error.js";
import { ServedWorld, type WorldRequest } from "./served-world.js";

/** A question about one of the worlds. Those in another namespace, or about one flow, say so. */
export interface Question {
  readonly ask: string;
  readonly world?: number;
  readonly namespace?: string;
  readonly flow_id?: string;
  readonly task_id?: string;
  readonly ms?: number;
  readonly moment?: string;
  readonly claim_token?: string;
  readonly call?: FaultyCall;
  readonly at?: DeathMoment;
  readonly message?: string;
  readonly begin?: WorldRequest;
}

type Answering = (world: ServedWorld, question: Question) => unknown;

export class Questions {
  readonly #worlds = new Map<number, ServedWorld>();
  #lastWorld = 0;

  async answer(question: Question): Promise<unknown> {
    const { ask, world: number = 0 } = question;
    if (ask === "begin") return this.#begin(question.begin ?? {});
    const world = this.#worlds.get(number);
    if (world === undefined) throw new TestEngineError(this.#without(number));
    if (ask === "end") {
      this.#worlds.delete(number);
      await world.stop();
      return undefined;
    }
    const answering = Object.hasOwn(ANSWERS, ask) ? ANSWERS[ask] : undefined;
    if (answering === undefined)
      throw new TestEngineError(`nothing is known of ${ask}: is lazyengine older than the caller?`);
    return answering(world, question);
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#worlds.values()].map((world) => world.stop()));
  }

  /** Their numbers are given once. */
  #without(number: number): string {
    const has = number > 0 && number <= this.#lastWorld;
    return has ? "the test engine is stopped" : `there is no test engine ${number}`;
  }

  async #begin(request: WorldRequest) {
    const world = await ServedWorld.start(request);
    this.#lastWorld += 1;
    this.#worlds.set(this.#lastWorld, world);
    return { world: this.#lastWorld, target: world.target };
  }
}

const engineOf = (served: ServedWorld, { namespace = "default" }: Question) => served.engine(namespace);
const flowOf = (served: ServedWorld, question: Question) => engineOf(served, question).flow(question.flow_id ?? "");

const ANSWERS: Readonly<Record<string, Answering>> = {
  now: ({ world }) => world.clock.now(),
  settle: ({ world }) => world.passage.quiet(),
  advance: ({ world }, { ms = 0 }) => world.passage.until(world.clock.now() + ms),
  advance_to: (served, question) => engineOf(served, question).advanceTo(question.moment ?? ""),
  to_end: async (served, question) => {
    await flowOf(served, question).toEnd(question.ms === undefined ? {} : { within: question.ms });
  },
  sleep: (served, { ms = 0, claim_token }) => served.sleep(ms, claim_token),
  mistake: ({ world }, { message = "" }) => world.fault(new TestEngineError(message)),
  ready: (served, question) => engineOf(served, question).ready(question.flow_id),
  history: (served, question) => flowOf(served, question).history(),
  happened: (served, question) => engineOf(served, question).faults.happened,
  lose_answer: (served, question) => engineOf(served, question).faults.loseAnswer(question.call),
  repeat_call: (served, question) => engineOf(served, question).faults.repeatCall(question.call),
  lose_lease: (served, question) =>
    engineOf(served, question).faults.loseLease(question.flow_id ?? "", question.task_id ?? "", question.namespace),
  drop_process: (served, question) => engineOf(served, question).faults.dropProcess(),
  drop_process_at: (served, question) => engineOf(served, question).faults.dropProcessAt(question.at ?? "after commit"),
  silence_store: (served, question) => engineOf(served, question).faults.silenceStore(question.ms ?? 0),
};
