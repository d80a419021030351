/**
 * A definition that was checked, in the form in which it is stored: canonical bytes, and the graph of its tasks.
 */
import { canonicalPieces } from "./canonical-definition.js";
import type { FlowSettings } from "./definition.js";
import type { TaskBytes } from "./task-bytes.js";
import type { TaskGraph } from "./task-graph.js";

export interface AcceptedParts {
  readonly settings: FlowSettings;
  /** More than waiting for successes holds the tasks together: it is decided as a whole. */
  readonly isControlled: boolean;
  /** A task of it, or of the flows within it, runs a definition that it names by its digest. */
  readonly namesOthers: boolean;
  readonly graph: TaskGraph;
  readonly tasks: TaskBytes;
  /** By place: a StartKind. */
  readonly startKinds: Int32Array;
  readonly warnings: readonly string[];
}

export class AcceptedDefinition implements AcceptedParts {
  readonly settings: FlowSettings;
  readonly isControlled: boolean;
  readonly namesOthers: boolean;
  readonly graph: TaskGraph;
  readonly tasks: TaskBytes;
  readonly startKinds: Int32Array;
  /** What is legal in it but probably not meant, for people. */
  readonly warnings: readonly string[];

  constructor({ settings, isControlled, namesOthers, graph, tasks, startKinds, warnings }: AcceptedParts) {
    this.settings = settings;
    this.isControlled = isControlled;
    this.namesOthers = namesOthers;
    this.graph = graph;
    this.tasks = tasks;
    this.startKinds = startKinds;
    this.warnings = warnings;
  }

  /** Its canonical bytes, in their order. */
  pieces(): Iterable<Uint8Array> {
    return canonicalPieces(this.settings, this.tasks.pieces);
  }
}
