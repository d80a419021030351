/**
 * A walk over a request as JSON before its messages are made: it counts what making them would make.
 */
import { refuseKey } from "../request-errors.js";
import type { FieldPlan, MessagePlan } from "./message-plan.js";
import { DEPTH, LOST_KEY } from "./wire-walk.js";

const KEY = LOST_KEY.toString();

/** What is not of its type is not looked into: the decoder does not either. */
export class JsonWalk {
  /** Messages, entries of maps and values of lists. */
  elements = 0;
  tasks = 0;
  /** Where the first task is. */
  tasksPath = "";

  /** Throws INVALID_FIELD where the key of an entry would be lost. */
  over(plan: MessagePlan, json: unknown): this {
    this.#message(plan, json, "", 0);
    return this;
  }

  #message({ named }: MessagePlan, json: unknown, path: string, depth: number): void {
    if (!isObject(json) || depth > DEPTH) return;
    for (const name in json) {
      const field = named.get(name);
      if (field !== undefined)
        this.#field(field, json[name], path === "" ? field.name : `${path}.${field.name}`, depth);
    }
  }

  #field({ plan, isList, isTasks }: FieldPlan, value: unknown, path: string, depth: number): void {
    if (plan?.isEntry) this.#map(plan, value, path, depth);
    else if (!isList) this.#value(plan, value, path, depth);
    else if (Array.isArray(value)) {
      this.elements += value.length;
      if (isTasks) this.#task(path, value.length);
      if (plan !== undefined) for (const each of value) this.#message(plan, each, path, depth + 1);
    }
  }

  #map({ numbered: [, , value] }: MessagePlan, json: unknown, path: string, depth: number): void {
    if (!isObject(json)) return;
    if (Object.hasOwn(json, KEY)) refuseKey(path, KEY);
    for (const key in json) {
      this.elements += 1;
      this.#value(value?.plan, json[key], path, depth);
    }
  }

  #value(plan: MessagePlan | undefined, value: unknown, path: string, depth: number): void {
    if (plan === undefined) return;
    this.elements += 1;
    this.#message(plan, value, path, depth + 1);
  }

  #task(path: string, count: number): void {
    if (this.tasks === 0) this.tasksPath = path;
    this.tasks += count;
  }
}

function isObject(json: unknown): json is Readonly<Record<string, unknown>> {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}
