/**
 * Claims, and the records of attempts that ended, as documents.
 */
import type { AttemptEnd, AttemptRecord, Claim } from "../../core/state/node-entry.js";
import {
  type DigestDocument,
  digestFromDocument,
  digestToDocument,
  type FailureDocument,
  failureFromDocument,
  failureToDocument,
  type IdDocument,
  idFromDocument,
  idToDocument,
} from "./value-documents.js";

export interface ClaimDocument {
  token: string;
  session: IdDocument;
  /** Absent = 1. */
  epoch?: number;
  owner?: IdDocument;
  worker: string;
  time: Date;
  /** One alone stands for itself. */
  lent?: string | string[];
  lost?: true;
}

export interface AttemptDocument {
  attempt: number;
  /** Absent = 0. */
  tries?: number;
  token?: string;
  worker?: string;
  session?: IdDocument;
  ready_time: Date;
  claim_time?: Date;
  end_time: Date;
  end: AttemptEnd;
  digest?: DigestDocument;
  failure?: FailureDocument;
  request_id?: IdDocument;
  revert?: true;
  child?: true;
  spawned?: DigestDocument;
}

export function claimToDocument(claim: Claim): ClaimDocument {
  const { token, session, epoch, owner, worker, claimTime, lent, lost } = claim;
  const document: ClaimDocument = { token, session: idToDocument(session), worker, time: new Date(claimTime) };
  if (epoch !== 1) document.epoch = epoch;
  if (owner !== undefined) document.owner = idToDocument(owner);
  if (lent !== undefined) document.lent = lent.length === 1 ? (lent[0] ?? "") : [...lent];
  if (lost !== undefined) document.lost = lost;
  return document;
}

export function claimFromDocument(document: ClaimDocument): Claim {
  const { token, session, epoch, owner, worker, time, lent, lost } = document;
  return {
    token,
    session: idFromDocument(session),
    epoch: epoch ?? 1,
    ...(owner !== undefined && { owner: idFromDocument(owner) }),
    worker,
    claimTime: time.getTime(),
    ...(lent !== undefined && { lent: typeof lent === "string" ? [lent] : lent }),
    ...(lost !== undefined && { lost }),
  };
}

export function attemptToDocument(record: AttemptRecord): AttemptDocument {
  const { attempt, tries, token, worker, session, readyTime, claimTime, endTime, end } = record;
  const { outcomeDigest, failure, requestId } = record;
  const document: AttemptDocument = {
    attempt,
    ready_time: new Date(readyTime),
    end_time: new Date(endTime),
    end,
  };
  if (tries !== 0) document.tries = tries;
  if (token !== undefined) document.token = token;
  if (worker !== undefined) document.worker = worker;
  if (session !== undefined) document.session = idToDocument(session);
  if (claimTime !== undefined) document.claim_time = new Date(claimTime);
  if (outcomeDigest !== undefined) document.digest = digestToDocument(outcomeDigest);
  if (failure !== undefined) document.failure = failureToDocument(failure);
  if (requestId !== undefined) document.request_id = idToDocument(requestId);
  if (record.revert !== undefined) document.revert = record.revert;
  if (record.child !== undefined) document.child = record.child;
  if (record.spawned !== undefined) document.spawned = digestToDocument(record.spawned);
  return document;
}

export function attemptFromDocument(document: AttemptDocument): AttemptRecord {
  const { attempt, tries, token, worker, session, ready_time, claim_time, end_time, end } = document;
  const { digest, failure, request_id, child, spawned, revert } = document;
  return {
    attempt,
    tries: tries ?? 0,
    ...(token !== undefined && { token }),
    ...(worker !== undefined && { worker }),
    ...(session !== undefined && { session: idFromDocument(session) }),
    readyTime: ready_time.getTime(),
    ...(claim_time !== undefined && { claimTime: claim_time.getTime() }),
    endTime: end_time.getTime(),
    end,
    ...(digest !== undefined && { outcomeDigest: digestFromDocument(digest) }),
    ...(failure !== undefined && { failure: failureFromDocument(failure) }),
    ...(request_id !== undefined && { requestId: idFromDocument(request_id) }),
    ...(revert !== undefined && { revert }),
    ...(child !== undefined && { child }),
    ...(spawned !== undefined && { spawned: digestFromDocument(spawned) }),
  };
}
