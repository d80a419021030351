/**
 * The port for sessions and process leases. All times are judged by the store's own clock.
 *
 * A session is LIVE while it has an owner whose process lives, or while its own expiry lies ahead. `epoch` rises each
 * time it is opened, resumed or expired. Claims made at epochs `baseEpoch..epoch` belong to the life that is under way;
 * those below belong to a life that expired.
 */

export interface SessionRecord {
  readonly namespace: string;
  readonly session: string;
  readonly principal: string;
  /** The process that holds its stream; absent where it has none. */
  readonly owner?: string;
  readonly epoch: number;
  readonly baseEpoch: number;
  readonly state: "LIVE" | "EXPIRED";
  readonly worker: string;
  /** From which it takes, as it was opened or resumed last; none where that was by a version that did not keep them. */
  readonly queues: readonly string[];
  readonly leaseMs: number;
  /** Only where it has no owner; of an EXPIRED one, when it ended. */
  readonly expireTime?: number;
}

export interface SessionOpening {
  readonly namespace: string;
  readonly session: string;
  /** Probably nobody has opened it before: many of which that is true cost the store little more than one. */
  readonly isNew?: boolean;
  readonly principal: string;
  /** Absent = a session without a stream. */
  readonly owner?: string;
  readonly worker: string;
  /** From which it will take; kept for those who look. */
  readonly queues?: readonly string[];
  readonly leaseMs: number;
}

export interface OpenedSession {
  readonly record: SessionRecord;
  /** It was live: what it holds is still its own. */
  readonly resumed: boolean;
  /** The process that owned it until now. */
  readonly previousOwner?: string;
}

export interface SessionKey {
  readonly namespace: string;
  readonly session: string;
}

export interface ProcessLease {
  readonly process: string;
  readonly expireTime: number;
}

export interface SessionStore {
  /**
   * Opens, resumes or takes over in one atomic step; the epoch rises by one. A LIVE, unexpired one is resumed, an
   * expired one begins a new life. Undefined where the session belongs to another principal.
   */
  open(opening: SessionOpening): Promise<OpenedSession | undefined>;
  /** Its stream is gone: it lives on for its lease. Only where it is LIVE at this epoch and has an owner. */
  detach(key: SessionKey, epoch: number): Promise<boolean>;
  /**
   * Moves the expiry of a session without a stream by its lease: only where it has no owner, is LIVE and unexpired.
   * Undefined = it is not, or belongs to another principal. Many at once cost the store little more than one.
   */
  renew(key: SessionKey, principal: string): Promise<SessionRecord | undefined>;
  read(keys: readonly SessionKey[]): Promise<readonly (SessionRecord | undefined)[]>;
  ownedBy(process: string): Promise<readonly SessionRecord[]>;
  /** Those of a namespace that are LIVE, by name, at most so many. */
  live(namespace: string, limit: number): Promise<readonly SessionRecord[]>;
  /** Gives the sessions of a dead process their own expiry, one lease from now. Returns how many. */
  orphan(process: string): Promise<number>;
  /** Marks sessions whose expiry has passed EXPIRED, their epoch raised, at most `limit`; returns them as they are now. */
  expire(limit: number): Promise<readonly SessionRecord[]>;
  /** Ends a session at once, as its expiry would. Only where it is LIVE at this epoch. */
  end(key: SessionKey, epoch: number): Promise<boolean>;
  /** Removes tombstones older than `ageMs`. Returns how many. */
  collect(ageMs: number): Promise<number>;

  registerProcess(process: string, leaseMs: number): Promise<void>;
  /** False = the lease had run out: the process must stop acting for its sessions. */
  renewProcess(process: string, leaseMs: number): Promise<boolean>;
  /** Processes by whether their lease still runs; an owner of sessions that is not registered counts as dead. */
  processes(): Promise<{ readonly live: readonly string[]; readonly dead: readonly string[] }>;
  /** Removes a dead process once nothing refers to it, or one that stops of its own. */
  removeProcess(process: string): Promise<void>;
}
