/**
 * One connection through the faulty network: messages are passed on, delayed, swallowed, or cut off, in both directions.
 */
import type { Socket } from "node:net";
import { MessageCutter } from "./message-cutter.js";
import type { ConnectionPlan, Direction, Fate, FateKind } from "./network-plan.js";

interface Waiting {
  readonly at: number;
  readonly send: () => void;
}

export class FaultyLink {
  readonly #client: Socket;
  readonly #server: Socket;
  readonly #plan: ConnectionPlan;
  readonly #struck: (kind: FateKind) => void;
  readonly #timers = new Set<NodeJS.Timeout>();
  /** What waits to be passed on, with when it may be: what comes later stays behind what came before. */
  readonly #waiting: Readonly<Record<Direction, Waiting[]>> = { request: [], answer: [] };
  #isSilent = false;

  constructor(client: Socket, server: Socket, plan: ConnectionPlan, struck: (kind: FateKind) => void) {
    this.#client = client;
    this.#server = server;
    this.#plan = plan;
    this.#struck = struck;
    this.#carry("request", client, server);
    this.#carry("answer", server, client);
  }

  /** Both ends learn of it at once. */
  cut(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#client.destroy();
    this.#server.destroy();
  }

  #carry(direction: Direction, from: Socket, to: Socket): void {
    const cutter = new MessageCutter();
    from.on("data", (bytes: Buffer) => {
      for (const message of cutter.take(bytes)) {
        if (this.#isSilent) return;
        this.#meet(this.#plan(direction), direction, message, to);
      }
    });
    // Broken connections are what this is for.
    from.on("error", () => undefined);
    from.on("close", () => !this.#isSilent && this.cut());
  }

  #meet(fate: Fate, direction: Direction, message: Buffer, to: Socket): void {
    if (fate.kind !== "passes") this.#struck(fate.kind);
    switch (fate.kind) {
      case "passes":
        this.#pass(direction, 0, () => to.write(message));
        break;
      case "delayed":
        this.#pass(direction, fate.delayMs, () => to.write(message));
        break;
      case "cut":
        this.cut();
        break;
      case "dropped":
        this.#isSilent = true;
        this.#later(fate.silenceMs, () => this.cut());
        break;
      case "late":
        // The database reads what was sent before the end, and answers nobody.
        this.#pass(direction, fate.delayMs, () => to.end(message));
        this.#isSilent = true;
        this.#client.destroy();
        break;
    }
  }

  #pass(direction: Direction, delayMs: number, send: () => void): void {
    const waiting = this.#waiting[direction];
    if (waiting.length === 0 && delayMs === 0) {
      send();
      return;
    }
    waiting.push({ at: performance.now() + delayMs, send });
    if (waiting.length === 1) this.#sendNext(waiting);
  }

  #sendNext(waiting: Waiting[]): void {
    const [next] = waiting;
    if (next === undefined) return;
    this.#later(Math.max(0, next.at - performance.now()), () => {
      waiting.shift();
      next.send();
      this.#sendNext(waiting);
    });
  }

  #later(delayMs: number, then: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      then();
    }, delayMs);
    this.#timers.add(timer);
  }
}
