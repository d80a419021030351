/**
 * Reads that see what a primary before has acknowledged. A new primary has every write of it, but for a moment does not know
 * that a majority has it too, and leaves it out of what it reads with majority: up to 0.7 s were measured, a `Run` that was
 * answered and then not found. So each read asks for all that the primary had when this process met it: the server waits until a
 * majority has that. Nothing is waited for otherwise.
 */
import type { MongoClient, Timestamp } from "mongodb";
import { MajorityAfter } from "./majority-after.js";

interface Hello {
  readonly isWritablePrimary?: boolean;
  readonly electionId?: { toHexString(): string };
  readonly lastWrite?: { readonly opTime?: { readonly ts?: Timestamp } };
}

/** Majority, of a database whose primaries change: after what each had when this process met it. */
export class MajorityAfterElections extends MajorityAfter {
  #election: string | undefined;

  /** The client's monitors tell of a primary before the client sends it anything. */
  follow(client: MongoClient): void {
    client.on("serverHeartbeatSucceeded", ({ reply }) => this.#met(reply as Hello));
  }

  #met({ isWritablePrimary, electionId, lastWrite }: Hello): void {
    const since = lastWrite?.opTime?.ts;
    const election = electionId?.toHexString();
    if (isWritablePrimary !== true || since === undefined || election === this.#election) return;
    this.#election = election;
    // One that only believes it is still the primary may be behind.
    if (this.time === undefined || since.greaterThan(this.time)) this.time = since;
  }
}
