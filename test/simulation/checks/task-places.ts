/**
 * Where the tasks of a flow are stored: their segments, and their numbers there.
 */
import type { NodeEntry } from "../../../src/core/state/node-entry.js";
import { instanceId } from "../../../src/core/state/task-id.js";
import type { SegmentRecord } from "../../../src/store/segment-record.js";
import type { GraphTask } from "../../core/random-graph.js";
import type { SimulatedFlow } from "../workload.js";

/** What is stored now, by segment. */
export type Records = ReadonlyMap<number, SegmentRecord>;

/** As much of it as tells where tasks are. */
type Entries = ReadonlyMap<number, Pick<SegmentRecord, "nodes">>;

export type TaskAddress = readonly [segment: number, number: number];

export class TaskPlaces {
  readonly #flow: SimulatedFlow;
  /** By place in the definition. */
  readonly #addresses: ReadonlyMap<number, TaskAddress>;
  readonly #places: ReadonlyMap<string, number>;

  constructor(flow: SimulatedFlow) {
    this.#flow = flow;
    this.#addresses = new Map(
      flow.segments.flatMap((places, segment) => places.map((place, number) => [place, [segment, number] as const])),
    );
    this.#places = new Map(flow.graph.tasks.map(({ name }, place) => [name, place]));
  }

  /** Whether the flow has several segments. */
  get isCut(): boolean {
    return this.#flow.segments.length > 1;
  }

  /** Of the task at this place in the definition. */
  addressAt(place: number): TaskAddress | undefined {
    return this.#addresses.get(place);
  }

  /** Of a task id; of a further instance or an item once it is stored. */
  addressOf(taskId: string, records: Entries): TaskAddress | undefined {
    const place = this.#places.get(taskId);
    if (place !== undefined) return this.addressAt(place);
    for (const [segment, { nodes }] of records) {
      for (const [number, entry] of nodes) {
        if (this.idOf([segment, number], entry) === taskId) return [segment, number];
      }
    }
    return undefined;
  }

  /** The place in the definition of what is stored there; a further instance, or an item, has that of its task. */
  placeOf([segment, number]: TaskAddress, entry: NodeEntry | undefined): number | undefined {
    return this.#flow.segments[segment]?.[entry?.each?.node ?? entry?.origin?.node ?? number];
  }

  taskOf(address: TaskAddress, entry: NodeEntry | undefined): GraphTask | undefined {
    return this.#flow.graph.tasks[this.placeOf(address, entry) ?? -1];
  }

  /** Undefined where the definition has no such task. */
  idOf(address: TaskAddress, entry: NodeEntry | undefined): string | undefined {
    const name = this.taskOf(address, entry)?.name;
    return name === undefined ? undefined : instanceId(name, entry);
  }
}
