/**
 * What all handlers stand on.
 */
import type { Engine } from "../engine/engine.js";
import type { ReportIncident } from "./error-status.js";

export interface Service {
  readonly engine: Engine;
  /** Unexpected errors of single items go this way; those of whole calls are the server's to report. */
  readonly report: ReportIncident;
  /** The version of this server, as semantic versioning has it. */
  readonly version: string;
  readonly streamsPerConnection: number;
  readonly sessionsPerConnection: number;
}
