/**
 * The processes as callers see them: over a network that delays, loses and repeats requests and answers, and keeps
 * broken streams open for a while.
 */
import { type Engine, EngineError, type Session, type SessionFrame } from "../../../src/engine/index.js";
import type { SessionRequest } from "../../../src/engine/requests.js";
import type { SeededRandom } from "../../core/seeded-random.js";
import type { CallHistory } from "./call-history.js";
import type { EngineProcess } from "./engine-process.js";
import type { CallFate } from "./faults.js";
import { Inbox } from "./inbox.js";
import type { Life } from "./life.js";
import type { Observer } from "./observer.js";
import type { World } from "./world.js";

/** No answer: whether the call was carried out is unknown. */
export class Unreachable extends Error {}

/** By then a process notices that nobody is at the other end of a stream. */
const HALF_OPEN_MS = 30_000;
/** The share of completions that come twice where most do, and how late at most. */
const DOUBLED = 0.7;
const LATE_COPY_MS = 10_000;

export interface Stream extends AsyncIterable<SessionFrame> {
  /** The caller is gone; the process notices now or much later. */
  hangUp(): void;
}

export class Service {
  readonly #world: World;
  readonly #processes: readonly EngineProcess[];
  readonly #calls: CallHistory;
  readonly #observer: Observer | undefined;
  /** What is drawn of copies, where there are many. */
  readonly #doubling: SeededRandom | undefined;

  constructor(world: World, processes: readonly EngineProcess[], calls: CallHistory, observer?: Observer) {
    this.#world = world;
    this.#processes = processes;
    this.#calls = calls;
    this.#observer = observer;
    this.#doubling = world.extras.has("doubles") ? world.extras.random("doubles") : undefined;
  }

  anyProcess(): EngineProcess {
    return this.#world.random.pick(this.#processes);
  }

  /** Rejects with Unreachable, or with what the engine rejects with. */
  call<Answer>(perform: (engine: Engine) => Promise<Answer>, process = this.anyProcess()): Promise<Answer> {
    return this.#call(perform, process, this.#world.faults.callFate());
  }

  /**
   * In some worlds mostly another copy of a call that is about to be made: as its caller would who has not waited for an answer, at any
   * process, at once or later. Nobody hears its answer.
   */
  double(perform: (engine: Engine) => Promise<unknown>): void {
    const random = this.#doubling;
    if (random?.chance(DOUBLED) !== true || !this.#world.faults.on) return;
    const process = random.pick(this.#processes);
    const performed = this.#calls.made();
    const delay = random.chance(0.5) ? 2 * random.next() : LATE_COPY_MS * random.next() ** 2;
    this.#world.after(delay, () => {
      const { life, engine } = process;
      if (engine === undefined) return;
      life.receive(() => this.#world.start("a copy", ignored(perform(performed().hearing(this.#heard(engine))))));
    });
  }

  #heard(engine: Engine): Engine {
    return this.#observer?.hearing(engine) ?? engine;
  }

  #call<Answer>(perform: (engine: Engine) => Promise<Answer>, process: EngineProcess, fate: CallFate): Promise<Answer> {
    const { faults } = this.#world;
    const performed = this.#calls.made();
    return new Promise((resolve, reject) => {
      let forget = (): void => undefined;
      const settle = (how: () => void) => {
        forget();
        this.#world.after(faults.callDelay(), how);
      };
      const fail = () => settle(() => reject(new Unreachable(process.name)));
      const arrive = (answered: boolean) => {
        const { life, engine } = process;
        if (engine === undefined) return fail();
        if (answered) forget = life.onEnd(fail);
        life.receive(() => {
          const heard = performed();
          const tell = (how: () => void) => {
            if (!answered || life.ended) return;
            settle(() => {
              heard.told();
              how();
            });
          };
          perform(heard.hearing(this.#heard(engine))).then(
            (answer) => tell(() => resolve(answer)),
            (error: unknown) => tell(() => reject(error)),
          );
        });
      };
      if (fate === "lost before") return fail();
      this.#world.after(faults.callDelay(), () => arrive(fate !== "lost after"));
      if (fate === "twice") this.#world.after(faults.copyDelay(), () => arrive(false));
      if (fate === "lost after") fail();
    });
  }

  /** Opens a session's stream. The frames end with Unreachable where the process is gone. */
  async openStream(request: SessionRequest, process = this.anyProcess()): Promise<Stream> {
    const inbox = new Inbox<SessionFrame>(this.#world);
    const hang = new AbortController();
    const fate = this.#world.faults.callFate();
    const open = async (engine: Engine) => {
      const { life } = process;
      const session = await engine.openSession(request);
      life.onEnd(() =>
        this.#world.after(this.#world.faults.callDelay(), () => inbox.end(new Unreachable(process.name))),
      );
      hang.signal.addEventListener("abort", () => this.#closeLater(life, session), { once: true });
      // Nobody may be there any more: the answer is lost.
      if (hang.signal.aborted) this.#closeLater(life, session);
      void this.#pump(life, session, inbox);
    };
    try {
      // No network opens a stream twice.
      await this.#call(open, process, fate === "twice" ? "answered" : fate);
    } catch (error) {
      hang.abort();
      throw error;
    }
    return {
      [Symbol.asyncIterator]: () => inbox[Symbol.asyncIterator](),
      hangUp: () => {
        inbox.end();
        hang.abort();
      },
    };
  }

  #closeLater(life: Life, session: Session): void {
    const { faults, random } = this.#world;
    const delay = faults.happens("halfOpen") ? HALF_OPEN_MS * random.next() : faults.callDelay();
    this.#world.after(delay, () => life.receive(() => void session.close().catch(() => undefined)));
  }

  async #pump(life: Life, session: Session, inbox: Inbox<SessionFrame>): Promise<void> {
    const { faults } = this.#world;
    try {
      for await (const frame of session) {
        if (life.ended) return;
        if (frame.kind === "ready_tasks") this.#observer?.delivered(frame.tasks);
        inbox.post(frame, faults.callDelay());
      }
      inbox.postEnd(faults.callDelay());
    } catch (error) {
      inbox.postEnd(faults.callDelay(), error as Error); // an EngineError
    }
    await session.close().catch(() => undefined);
  }
}

/** Rejects with what no engine answers. */
async function ignored(answer: Promise<unknown>): Promise<void> {
  try {
    await answer;
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
  }
}

/** Whether the same call may be made again: its outcome is unknown, or nothing was done. */
export function isPassing(error: unknown): boolean {
  if (error instanceof Unreachable) return true;
  if (!(error instanceof EngineError)) return false;
  return ["STORE_UNAVAILABLE", "CONFLICT", "DRAINING", "OVERLOADED", "DEADLINE_EXCEEDED", "SESSION_EXPIRED"].includes(
    error.reason,
  );
}
