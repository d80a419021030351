/**
 * What becomes of the next calls of a test engine that are to go wrong on their way.
 */
import type { Engine } from "../engine/engine.js";

/** The calls that are answered once. */
export type FaultyCall =
  | "run"
  | "taskComplete"
  | "pollReadyTasks"
  | "keepSession"
  | "releaseTasks"
  | "reportProgress"
  | "suspendFlow"
  | "resumeFlow"
  | "cancelFlow"
  | "revertFlow"
  | "endFlow"
  | "retryFlow"
  | "skipTask"
  | "deleteFlow"
  | "putDefinition";

/** `lost`: it is carried out, and its answer never comes. `twice`: it is carried out, and then once more. */
type Fault = "lost" | "twice";

export class CallFaults {
  readonly #armed: { readonly call: string; readonly fault: Fault }[] = [];
  readonly #happened: string[] = [];

  arm(call: FaultyCall, fault: Fault): void {
    this.#armed.push({ call, fault });
  }

  note(what: string): void {
    this.#happened.push(what);
  }

  get happened(): readonly string[] {
    return this.#happened;
  }

  /** The fault of this call. An executor's completions are completions, one by one or in a batch. */
  take(method: keyof Engine): Fault | undefined {
    const call = method === "taskCompleteBatch" ? "taskComplete" : method;
    const index = this.#armed.findIndex((armed) => armed.call === call);
    const [armed] = index < 0 ? [] : this.#armed.splice(index, 1);
    if (armed === undefined) return undefined;
    this.note(armed.fault === "lost" ? `the answer of ${call} was lost` : `${call} came twice`);
    return armed.fault;
  }
}
