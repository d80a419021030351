/**
 * The share of the last quarter to half second in which the event loop was busy, the turn that goes on included.
 */
import { performance } from "node:perf_hooks";

export const LOOK_EVERY_MS = 250;

export class LoopBusyness {
  #before = performance.eventLoopUtilization();
  #last = this.#before;

  /** To be called that often. */
  look(): void {
    this.#before = this.#last;
    this.#last = performance.eventLoopUtilization();
  }

  get share(): number {
    return performance.eventLoopUtilization(this.#before).utilization;
  }
}
