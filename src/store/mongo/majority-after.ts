/**
 * Reads with majority of all that there was at a time: the server waits until a majority has that.
 */
import { ReadConcern, type Timestamp } from "mongodb";

/** Made into a part of a command anew with each read. */
export class MajorityAfter extends ReadConcern {
  /** By the database's own time; undefined = nothing is waited for. */
  protected time: Timestamp | undefined;

  constructor(time?: Timestamp) {
    super("majority");
    this.time = time;
  }

  /** What BSON writes in the place of this: no part of the driver's own interface, but of BSON's. */
  toBSON(): { readonly level: string; readonly afterClusterTime?: Timestamp } {
    const { level } = this;
    return this.time === undefined ? { level } : { level, afterClusterTime: this.time };
  }
}
