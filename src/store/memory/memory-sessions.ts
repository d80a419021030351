/**
 * Sessions and process leases in memory, judged by the store's clock.
 */
import type { OpenedSession, SessionKey, SessionOpening, SessionRecord, SessionStore } from "../session-store.js";
import type { HintBoard } from "./hint-board.js";

export class MemorySessions implements SessionStore {
  readonly #sessions = new Map<string, SessionRecord>();
  readonly #leases = new Map<string, number>();
  readonly #now: () => number;
  readonly #hints: HintBoard;

  constructor(now: () => number, hints: HintBoard) {
    this.#now = now;
    this.#hints = hints;
  }

  async open(opening: SessionOpening): Promise<OpenedSession | undefined> {
    const { namespace, session, principal, owner, worker, queues = [], leaseMs } = opening;
    const before = this.#get(opening);
    if (before !== undefined && before.principal !== principal) return undefined;
    const resumed = before !== undefined && this.#lives(before);
    const epoch = (before?.epoch ?? 0) + 1;
    const record: SessionRecord = {
      namespace,
      session,
      principal,
      ...(owner === undefined ? { expireTime: this.#now() + leaseMs } : { owner }),
      epoch,
      baseEpoch: resumed ? before.baseEpoch : epoch,
      state: "LIVE",
      worker,
      queues,
      leaseMs,
    };
    this.#put(record);
    const previousOwner = resumed ? before.owner : undefined;
    if (previousOwner === undefined) return { record, resumed };
    this.#hints.sessionTaken(previousOwner, record);
    return { record, resumed, previousOwner };
  }

  async detach(key: SessionKey, epoch: number): Promise<boolean> {
    const record = this.#get(key);
    if (record?.state !== "LIVE" || record.epoch !== epoch || record.owner === undefined) return false;
    this.#put(this.#withoutOwner(record));
    return true;
  }

  async renew(key: SessionKey, principal: string): Promise<SessionRecord | undefined> {
    const record = this.#get(key);
    if (record?.principal !== principal || record.owner !== undefined || !this.#lives(record)) return undefined;
    const renewed = this.#withoutOwner(record);
    this.#put(renewed);
    return renewed;
  }

  async read(keys: readonly SessionKey[]): Promise<readonly (SessionRecord | undefined)[]> {
    return keys.map((key) => this.#get(key));
  }

  async ownedBy(process: string): Promise<readonly SessionRecord[]> {
    return this.#all().filter((record) => record.owner === process);
  }

  async live(namespace: string, limit: number): Promise<readonly SessionRecord[]> {
    return this.#all()
      .filter((record) => record.namespace === namespace && record.state === "LIVE")
      .sort((a, b) => (a.session < b.session ? -1 : 1))
      .slice(0, limit);
  }

  async orphan(process: string): Promise<number> {
    const orphans = await this.ownedBy(process);
    for (const record of orphans) this.#put(this.#withoutOwner(record));
    return orphans.length;
  }

  async expire(limit: number): Promise<readonly SessionRecord[]> {
    return this.#all()
      .filter((record) => record.state === "LIVE" && !this.#lives(record))
      .slice(0, limit)
      .map((record) => this.#expired(record));
  }

  async end(key: SessionKey, epoch: number): Promise<boolean> {
    const record = this.#get(key);
    if (record?.state !== "LIVE" || record.epoch !== epoch) return false;
    this.#expired(record);
    return true;
  }

  async collect(ageMs: number): Promise<number> {
    const before = this.#now() - ageMs;
    const old = this.#all().filter((record) => record.state === "EXPIRED" && (record.expireTime ?? 0) <= before);
    for (const record of old) this.#sessions.delete(nameOf(record));
    return old.length;
  }

  async registerProcess(process: string, leaseMs: number): Promise<void> {
    this.#leases.set(process, this.#now() + leaseMs);
  }

  async renewProcess(process: string, leaseMs: number): Promise<boolean> {
    if ((this.#leases.get(process) ?? 0) <= this.#now()) return false;
    this.#leases.set(process, this.#now() + leaseMs);
    return true;
  }

  async processes(): Promise<{ readonly live: readonly string[]; readonly dead: readonly string[] }> {
    const owners = this.#all().flatMap((record) => record.owner ?? []);
    const known = [...new Set([...this.#leases.keys(), ...owners])].sort();
    const lives = (process: string) => (this.#leases.get(process) ?? 0) > this.#now();
    return { live: known.filter(lives), dead: known.filter((process) => !lives(process)) };
  }

  async removeProcess(process: string): Promise<void> {
    this.#leases.delete(process);
  }

  #all(): SessionRecord[] {
    return [...this.#sessions.values()];
  }

  #get(key: SessionKey): SessionRecord | undefined {
    return this.#sessions.get(nameOf(key));
  }

  #put(record: SessionRecord): void {
    this.#sessions.set(nameOf(record), record);
  }

  #lives(record: SessionRecord): boolean {
    return record.state === "LIVE" && (record.expireTime === undefined || record.expireTime > this.#now());
  }

  #withoutOwner({ owner: _owner, ...record }: SessionRecord): SessionRecord {
    return { ...record, expireTime: this.#now() + record.leaseMs };
  }

  #expired({ owner: _owner, ...record }: SessionRecord): SessionRecord {
    const epoch = record.epoch + 1;
    const expired: SessionRecord = { ...record, epoch, baseEpoch: epoch, state: "EXPIRED", expireTime: this.#now() };
    this.#put(expired);
    return expired;
  }
}

function nameOf({ namespace, session }: SessionKey): string {
  return `${namespace}/${session}`;
}
