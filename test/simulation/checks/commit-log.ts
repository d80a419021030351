/**
 * Every version of the segments of one run, in the order of the commits, and whether what somebody read was ever so.
 */
import type { Flow, TaskDetails } from "../../../src/engine/index.js";
import { parseFlowRevision } from "../../../src/engine/views/revision.js";
import type { SegmentRecord } from "../../../src/store/segment-record.js";
import type { Records, TaskPlaces } from "./task-places.js";

export class CommitLog {
  readonly #places: TaskPlaces;
  readonly #commits: SegmentRecord[] = [];
  readonly #latest = new Map<number, SegmentRecord>();

  constructor(places: TaskPlaces) {
    this.#places = places;
  }

  /** What is stored now. */
  get records(): Records {
    return this.#latest;
  }

  add(record: SegmentRecord): void {
    this.#commits.push(record);
    this.#latest.set(record.address.segment, record);
  }

  /** What somebody read that was not stored so. `since`: a revision of the run that the reader knew of. */
  differenceIn({ version, state }: Flow, tasks: readonly TaskDetails[], since: string | undefined): string | undefined {
    const { segment: told = 0, version: least = 0 } = since === undefined ? {} : parseFlowRevision("since", since);
    const at = this.#commits.findLastIndex(({ address, version: is }) => address.segment === 0 && is === version);
    const header = this.#commits[at];
    if (header === undefined) return "there is no such version";
    if (told === 0 && version < least) return `it is older than ${since}, which the reader was told of`;
    if (header.flow.state !== state) return `it was ${header.flow.state}, not ${state}`;
    for (const task of tasks) {
      const address = this.#places.addressOf(task.taskId, this.#latest);
      if (address === undefined) return `there is no ${task.taskId}`;
      const [segment, number] = address;
      const versions = this.#readWith(at, segment).filter((one) => segment !== told || one.version >= least);
      const states = new Set(versions.map(({ nodes }) => nodes.get(number)?.state ?? "PENDING"));
      if (!states.has(task.state)) return `${task.taskId} was ${[...states].join(", ")}, not ${task.state}`;
    }
    return undefined;
  }

  /**
   * The versions of a segment that may be read with the header that was stored as the `at`th. A flow of one segment is read
   * at once; of several the header is read first, and each of them as it is then or later.
   */
  #readWith(at: number, segment: number): readonly SegmentRecord[] {
    if (!this.#places.isCut) return this.#commits.slice(at, at + 1);
    const isOfSegment = ({ address }: SegmentRecord) => address.segment === segment;
    const first = this.#commits.slice(0, at + 1).findLastIndex(isOfSegment);
    return this.#commits.slice(Math.max(0, first)).filter(isOfSegment);
  }
}
