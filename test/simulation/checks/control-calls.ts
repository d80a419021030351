/**
 * What callers have asked of flows under way, by the ids of their requests: what is stored is judged by it.
 */
import { EngineError } from "../../../src/engine/index.js";
import { isPassing } from "../world/service.js";

export type ControlCall =
  | {
      readonly kind: "end";
      readonly state: "SUCCEEDED" | "FAILED" | "CANCELLED";
      readonly cancelsInFlight: boolean;
    }
  | {
      readonly kind: "retry";
      /** Empty = all that failed; with `reset` all. */
      readonly tasks: readonly string[];
      readonly reset: boolean;
      readonly items?: "FAILED_ITEMS" | "ALL_ITEMS";
      /** The text of the input that it brings. */
      readonly input?: string;
    }
  | { readonly kind: "skip"; readonly taskId: string }
  | { readonly kind: "resume"; readonly input?: string }
  | { readonly kind: "cancel" };

export class ControlCalls {
  readonly #calls = new Map<string, ControlCall>();
  /** The versions that they are for, where a caller says so. */
  readonly #versions = new Map<string, number>();
  /** How many copies of the request a process is at, or has died with, or does not know the outcome of. */
  readonly #open = new Map<string, number>();

  /** `version`: of the flow; the call is for that alone. */
  add(requestId: string, call: ControlCall, version?: number): void {
    this.#calls.set(requestId, call);
    if (version !== undefined) this.#versions.set(requestId, version);
  }

  /** The version on which alone it may be carried out. */
  versionOf(requestId: string): number | undefined {
    return this.#versions.get(requestId);
  }

  of(requestId: string): ControlCall | undefined {
    return this.#calls.get(requestId);
  }

  /** A copy of the request has come to a process. */
  async carryOut<Answer>(requestId: string, perform: () => Promise<Answer>): Promise<Answer> {
    const open = this.#open.get(requestId) ?? 0;
    this.#open.set(requestId, open + 1);
    try {
      return await perform();
    } catch (error) {
      if (error instanceof EngineError && !isPassing(error)) {
        this.#open.set(requestId, (this.#open.get(requestId) ?? 0) - 1);
      }
      throw error;
    }
  }

  /** Whether a copy was neither refused nor is still to come. */
  mayWrite(requestId: string): boolean {
    return !this.#calls.has(requestId) || (this.#open.get(requestId) ?? 0) > 0;
  }
}
