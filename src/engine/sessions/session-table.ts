/**
 * The sessions that are connected to this process, and the backlogs of their queues.
 */
import type { Rank } from "../../core/command.js";
import { limitOfKeyed, unkeyedQueue } from "../../core/definition/concurrency-key.js";
import { holdingEpoch, holdingSession } from "../../core/state/holders.js";
import type { Head } from "../../core/state/segment.js";
import { Backlog } from "../dispatch/backlog.js";
import type { LiveSession } from "./live-session.js";

export class SessionTable {
  readonly #sessions = new Map<string, LiveSession>();
  readonly #backlogs = new Map<string, Backlog>();
  #emptied: (() => void)[] = [];
  #isClosed = false;

  /** The process stops: no session is opened any more. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  close(): void {
    this.#isClosed = true;
  }

  get size(): number {
    return this.#sessions.size;
  }

  /** Resolves when no session is left. */
  emptied(): Promise<void> {
    if (this.#sessions.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#emptied.push(resolve));
  }

  all(): readonly LiveSession[] {
    return [...this.#sessions.values()];
  }

  backlogs(): readonly Backlog[] {
    return [...this.#backlogs.values()];
  }

  get(namespace: string, sessionId: string): LiveSession | undefined {
    return this.#sessions.get(sessionKey(namespace, sessionId));
  }

  /** The session that a holder "<session>@<epoch>" means, if it is connected here and that claim is of its present life. */
  holder(namespace: string, holder: string): LiveSession | undefined {
    const session = this.get(namespace, holdingSession(holder));
    const epoch = holdingEpoch(holder);
    return session !== undefined && epoch >= session.baseEpoch && epoch <= session.epoch ? session : undefined;
  }

  add(session: LiveSession): void {
    this.#sessions.set(sessionKey(session.namespace, session.sessionId), session);
    for (const backlog of this.#backlogsOf(session)) backlog.add(session);
  }

  /** Removes it, unless another stream of the same session has taken its place. */
  remove(session: LiveSession): void {
    const key = sessionKey(session.namespace, session.sessionId);
    if (this.#sessions.get(key) === session) this.#sessions.delete(key);
    for (const backlog of this.#backlogsOf(session)) {
      backlog.remove(session);
      this.forgetIfUnused(backlog);
    }
    if (this.#sessions.size > 0) return;
    const emptied = this.#emptied;
    this.#emptied = [];
    for (const resolve of emptied) resolve();
  }

  creditChanged(session: LiveSession): void {
    for (const queue of session.setting.queues) {
      this.#backlogs.get(backlogKey(session.namespace, queue, session.setting.flowId))?.creditChanged(session);
    }
  }

  backlog(namespace: string, queue: string, flowId: string): Backlog {
    const key = backlogKey(namespace, queue, flowId);
    const backlog = this.#backlogs.get(key) ?? new Backlog(namespace, queue, flowId);
    this.#backlogs.set(key, backlog);
    return backlog;
  }

  /** Others with credit in which tasks wait for any of the keys, by the names of their limits. */
  sharing(backlog: Backlog, limits: readonly string[]): readonly Backlog[] {
    if (limits.length === 0) return [];
    return [...this.#backlogs.values()].filter((other) => {
      if (other === backlog || other.namespace !== backlog.namespace || other.keys.size === 0) return false;
      return limits.some((limit) => other.keys.queueOf(limit) !== undefined) && other.credit > 0;
    });
  }

  /** The backlogs that a task of this flow and queue concerns here. */
  concerned(namespace: string, queue: string, flowId: string): readonly Backlog[] {
    const name = unkeyedQueue(queue);
    const any = this.#backlogs.get(backlogKey(namespace, name, ""));
    const own = this.#backlogs.get(backlogKey(namespace, name, flowId));
    return [any, own].filter((backlog) => backlog !== undefined);
  }

  /**
   * Raises the marks of what waits in a flow; returns the backlogs that something now waits in that could be handed out.
   * `isSpent`: of the key of such a queue nothing is left.
   */
  noteHeads(
    namespace: string,
    flowId: string,
    heads: readonly Head[],
    isSpent: (queue: string) => boolean,
  ): Set<Backlog> {
    const noted = new Set<Backlog>();
    for (const head of heads) {
      for (const backlog of this.concerned(namespace, head.queue, flowId)) {
        if (head.queue === backlog.queue) backlog.raise(head);
        else backlog.keys.raise(head.queue, head);
        if (head.queue === backlog.queue || !isSpent(head.queue)) noted.add(backlog);
      }
    }
    return noted;
  }

  /** Whether nothing that is known to wait for the queue's key ranks before, in whatever queue. */
  isFirstOfKey(namespace: string, queue: string, rank: Rank): boolean {
    const limit = limitOfKeyed(queue);
    if (limit === undefined) return true;
    for (const backlog of this.#backlogs.values()) {
      if (backlog.namespace === namespace && !backlog.keys.allows(limit, rank)) return false;
    }
    return true;
  }

  forgetIfUnused(backlog: Backlog): void {
    const key = backlogKey(backlog.namespace, backlog.queue, backlog.flowId);
    // Another may have taken its place since it was looked up.
    if (!backlog.isUsed && this.#backlogs.get(key) === backlog) this.#backlogs.delete(key);
  }

  #backlogsOf(session: LiveSession): Backlog[] {
    const { queues, flowId } = session.setting;
    return queues.map((queue) => this.backlog(session.namespace, queue, flowId));
  }
}

function sessionKey(namespace: string, sessionId: string): string {
  return `${namespace}/${sessionId}`;
}

/** No part can contain a NUL. */
function backlogKey(namespace: string, queue: string, flowId: string): string {
  return `${namespace}\0${queue}\0${flowId}`;
}
