/**
 * The processes of a test engine, one at a time, behind one engine that goes on when they do not: its callers see what
 * callers of a server see that is dropped and started again.
 */
import type { CallContext, Engine, EngineEvent, EngineMetrics, Session, SessionFrame } from "../engine/engine.js";
import { EngineError } from "../engine/engine-error.js";
import type { SessionRequest, WatchFlowFrame, WatchFlowRequest } from "../engine/requests.js";
import type { CallFaults } from "./call-faults.js";
import { EngineLife, type Surroundings, unknownOutcome } from "./engine-life.js";
import type { KeptLeases } from "./kept-leases.js";
import { afterRealTime } from "./real-time.js";

/** Real time: within this an executor that was cut off is back, or never. */
const RETURN_MS = 5_000;

/** A session whose stream is there. */
interface ConnectedSession {
  breakOff(): void;
}

type Perform = (engine: Engine) => Promise<unknown>;

export class EngineLives {
  readonly engine: Engine;
  readonly #surroundings: Surroundings;
  readonly #leases: KeptLeases;
  readonly #faults: CallFaults;
  readonly #listeners = new Set<(event: EngineEvent) => void>();
  /** Sessions that have a stream. */
  readonly #connected = new Map<string, ConnectedSession>();
  /** Of streams that were cut off and whose executors will open others: what gives up waiting for them. */
  readonly #returning: (() => void)[] = [];
  #life: EngineLife;
  #stopped = false;
  /** The engine of the latest process that has served. */
  #latest: Engine | undefined;

  constructor(surroundings: Surroundings, leases: KeptLeases, faults: CallFaults) {
    this.#surroundings = surroundings;
    this.#leases = leases;
    this.#faults = faults;
    this.#life = this.#begin();
    this.engine = this.#facade();
  }

  /** Resolves when the first process serves. */
  async started(): Promise<void> {
    await this.#life.engine;
  }

  get #served(): Engine {
    if (this.#latest === undefined) throw new Error("no process serves yet");
    return this.#latest;
  }

  get life(): EngineLife {
    return this.#life;
  }

  /** Whether the session has a stream: its holder is told what becomes of what it holds. */
  isConnected(sessionId: string): boolean {
    return this.#connected.has(sessionId);
  }

  /** The stream of the session breaks; its executor has to open another one. */
  cutOff(sessionId: string): void {
    this.#connected.get(sessionId)?.breakOff();
  }

  /** How many executors were cut off and are on their way back. */
  get returning(): number {
    return this.#returning.length;
  }

  /** Ends the process for good; whoever waits for it, or calls it later, hears why. */
  stop(why?: Error): void {
    this.#stopped = true;
    for (const giveUp of this.#returning.splice(0)) giveUp();
    this.#life.die(why);
  }

  #begin(): EngineLife {
    const life = new EngineLife(this.#surroundings, (name) => void this.#died(name));
    const tell = (event: EngineEvent) => {
      for (const listener of this.#listeners) listener(event);
    };
    life.engine.then(
      (engine) => {
        this.#latest = engine;
        engine.metrics.on(tell);
      },
      () => undefined,
    );
    return life;
  }

  /** The next process begins at once; the lease of this one has to run out. */
  async #died(name: string): Promise<void> {
    if (this.#stopped) return;
    this.#faults.note("the process was dropped");
    this.#life = this.#begin();
    await this.#leases.letRunOut(name);
  }

  async #call(method: keyof Engine, perform: Perform): Promise<unknown> {
    const { activity } = this.#surroundings;
    activity.mark();
    const fault = this.#faults.take(method);
    const ask = () => {
      const life = this.#life;
      return life.whileAlive(life.engine.then(perform));
    };
    try {
      if (fault === "twice") await ask().catch(() => undefined);
      const answer = await ask();
      if (fault === "lost") {
        throw unknownOutcome(`the answer of ${method} was lost`);
      }
      return answer;
    } finally {
      activity.mark();
    }
  }

  #facade(): Engine {
    const target = {} as Engine; // Every member is answered below.
    const methods = new Map<string, unknown>();
    const own: Partial<Engine> = {
      openSession: (request, call) => this.#openSession(request, call),
      watchFlow: (request, call) => this.#watchFlow(request, call),
      stop: async () => this.stop(),
      metrics: this.#metrics(),
    };
    return new Proxy(target, {
      get: (_target, key) => {
        const name = String(key) as keyof Engine;
        if (Object.hasOwn(own, name)) return own[name];
        const value: unknown = this.#served[name];
        if (typeof value !== "function" || name === "now") return value;
        const known = methods.get(name);
        if (known !== undefined) return known;
        const method = (request: unknown, call?: CallContext) =>
          this.#call(name, (engine) =>
            // As on the engine that was just looked at.
            Reflect.apply(engine[name] as () => Promise<unknown>, engine, [request, withoutDeadline(call)]),
          );
        methods.set(name, method);
        return method;
      },
    });
  }

  #metrics(): EngineMetrics {
    const served = () => this.#served.metrics;
    return {
      on: (listener) => void this.#listeners.add(listener),
      gauges: () => served().gauges(),
      queues: () => served().queues(),
      keys: () => served().keys(),
      get tally() {
        return served().tally;
      },
      delayMs: () => served().delayMs(),
    };
  }

  async #openSession(request: SessionRequest, call?: CallContext): Promise<Session> {
    const life = this.#life;
    const open: Perform = (engine) => engine.openSession(request, withoutDeadline(call));
    const session = (await this.#call("openSession", open)) as Session; // What it performs.
    const { sessionId } = session;
    this.#returning.shift()?.();
    let breakOff: () => void = () => undefined;
    const broken = new Promise<never>((_resolve, reject) => {
      breakOff = () => reject(cutOff(sessionId));
    });
    broken.catch(() => undefined);
    const connected: ConnectedSession = { breakOff };
    if (request.mode !== "OBSERVE") this.#connected.set(sessionId, connected);
    const gone = () => {
      if (this.#connected.get(sessionId) === connected) this.#connected.delete(sessionId);
      this.#surroundings.activity.mark();
    };
    const close = async () => {
      gone();
      if (!life.isDead) await session.close();
    };
    return {
      sessionId,
      setMaxInFlight: (most) => session.setMaxInFlight(most),
      drain: () => session.drain(),
      close,
      [Symbol.asyncIterator]: () => this.#frames(Promise.race([life.died, broken]), session, gone),
    };
  }

  async *#frames(end: Promise<never>, session: Session, gone: () => void): AsyncGenerator<SessionFrame> {
    const frames = session[Symbol.asyncIterator]();
    try {
      for (;;) {
        const next = await Promise.race([end, frames.next()]);
        if (next.done === true) return;
        this.#surroundings.activity.mark();
        yield next.value;
      }
    } catch (error) {
      this.#expectBack();
      throw error;
    } finally {
      gone();
    }
  }

  /** Executors open another stream soon, in real time; whoever else had one may not. */
  #expectBack(): void {
    if (this.#stopped) return;
    const giveUp = afterRealTime(RETURN_MS, () => {
      this.#returning.splice(this.#returning.indexOf(giveUp), 1);
      this.#surroundings.activity.mark();
    });
    this.#returning.push(giveUp);
  }

  async *#watchFlow(request: WatchFlowRequest, call?: CallContext): AsyncGenerator<WatchFlowFrame> {
    const life = this.#life;
    const engine = await life.whileAlive(life.engine);
    const frames = engine.watchFlow(request, call)[Symbol.asyncIterator]();
    try {
      for (;;) {
        const next = await life.whileAlive(frames.next());
        if (next.done === true) return;
        this.#surroundings.activity.mark();
        yield next.value;
      }
    } finally {
      if (!life.isDead) await frames.return?.();
    }
  }
}

/** What an executor hears whose session is over. */
function cutOff(sessionId: string): EngineError {
  const message = `the lease of session ${sessionId} is over: open it again`;
  return new EngineError("SESSION_EXPIRED", message, { metadata: { session_id: sessionId }, retryAfterMs: 1 });
}

/** Deadlines are by the real clock, which tells nothing of the time here. */
function withoutDeadline(call: CallContext | undefined): CallContext {
  const { deadline: _deadline, ...rest } = call ?? {};
  return rest;
}
