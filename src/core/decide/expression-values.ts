/**
 * What expressions read, taken from the state of their flow. Payloads must be application/json; those that are kept beside
 * the state must be at hand.
 */
import type { DecisionContext } from "../decision.js";
import type { Expression } from "../expressions/expression.js";
import { ExpressionFault, START } from "../expressions/fault.js";
import { type Json, type Readable, readableOf } from "../expressions/json-values.js";
import type { Budget } from "../expressions/meter.js";
import { LIMITS } from "../limits.js";
import { EXPRESSION_FAILED, type StoredFailure } from "../state/failure.js";
import { itemsInList } from "../state/item-lists.js";
import { isLong } from "../state/long-list.js";
import type { NodeEntry } from "../state/node-entry.js";
import { isJson, type StoredPayload } from "../state/payload.js";
import type { Segment } from "../state/segment.js";
import { isTerminalTask } from "../state/states.js";
import { causesOfRun } from "../state/task-causes.js";
import { furtherPayloads } from "./readable-payloads.js";

/** Thrown where a decision needs payloads that are not at hand: with them it can be made, from the same state. */
export class PayloadsMissing extends Error {
  override readonly name = "PayloadsMissing";
  readonly refs: readonly string[];
  /** What may be read next: brought with them where it is there. */
  readonly further: readonly string[];

  constructor(refs: readonly string[], further: readonly string[] = []) {
    super(`${refs.length} payloads are not at hand`);
    this.refs = refs;
    this.further = further;
  }
}

/** Which task an expression is about, as its entry is to be. */
export interface Subject {
  readonly number: number;
  readonly entry: NodeEntry;
  /** Of a for-each: the item that it is about. */
  readonly item?: { readonly payload: StoredPayload; readonly index: number };
}

/** How a flow ends. */
export interface FlowSubject {
  readonly state: string;
  readonly failure?: StoredFailure | undefined;
}

const SHOWN_CHARACTERS = 200;
/** The share of a decision's budgets that what is due may have spent before the rest is left to the next one. */
const WORN = 1 / 16;

/** Of one decision: what is read more than once is read out once. */
export class ExpressionValues {
  readonly #segment: Segment;
  readonly #context: DecisionContext;
  readonly #budget: Budget = { steps: LIMITS.decisionSteps };
  /** By payload, and how many bytes of those there are. */
  readonly #read: Known = { values: new WeakMap(), bytes: 0 };

  constructor(segment: Segment, context: DecisionContext) {
    this.#segment = segment;
    this.#context = context;
  }

  /** So much has been spent that what is evaluated next might have had enough if it had come first. */
  get isWorn(): boolean {
    const { decisionSteps, decisionInputBytes } = LIMITS;
    return this.#budget.steps < decisionSteps * (1 - WORN) || this.#read.bytes > decisionInputBytes * WORN;
  }

  /** Nothing is known of results. */
  get areAssumed(): boolean {
    return this.#context.assumesExpressions === true;
  }

  /** Throws ExpressionFault, PayloadsMissing. */
  holds(expression: Expression, subject: Subject): boolean {
    return this.areAssumed || expression.holds(this.#valuesFor(expression, subject), this.#budget);
  }

  /** Throws ExpressionFault, PayloadsMissing. */
  value(expression: Expression, subject: Subject | FlowSubject): Json {
    const value = expression.value(this.#valuesFor(expression, subject), this.#budget);
    const bytes = Buffer.byteLength(JSON.stringify(value));
    if (bytes <= LIMITS.payloadBytes) return value;
    throw fault(`gives ${bytes} bytes, at most ${LIMITS.payloadBytes} are kept`);
  }

  /** The items of a for-each. Throws ExpressionFault, PayloadsMissing. */
  list(expression: Expression, subject: Subject): readonly Json[] {
    return expression.list(this.#valuesFor(expression, subject), this.#budget);
  }

  #valuesFor(expression: Expression, subject: Subject | FlowSubject): Record<string, Readable> {
    const reading = new Reading(this.#segment, this.#context, this.#read);
    const values = reading.values(expression, subject);
    const { missing } = reading;
    if (missing.length > 0) throw new PayloadsMissing(missing, furtherPayloads(this.#segment, this.#context, missing));
    return values;
  }
}

interface Known {
  readonly values: WeakMap<StoredPayload, Readable>;
  bytes: number;
}

/** Of one evaluation. */
class Reading {
  readonly missing: string[] = [];
  readonly #segment: Segment;
  readonly #context: DecisionContext;
  readonly #read: Known;
  #bytes = 0;

  constructor(segment: Segment, context: DecisionContext, read: Known) {
    this.#segment = segment;
    this.#context = context;
    this.#read = read;
  }

  values(expression: Expression, subject: Subject | FlowSubject): Record<string, Readable> {
    const { names } = expression.reads;
    const values: Record<string, Readable> = Object.create(null);
    for (const name of names) values[name] = this.#value(name, expression, subject);
    return values;
  }

  #value(name: string, { reads }: Expression, subject: Subject | FlowSubject): Readable {
    const { flow, address } = this.#segment;
    switch (name) {
      case "input":
        return this.#payload("input", flow.input);
      case "tasks":
        return new Map([...reads.tasks].map(([task, withResult]) => [task, this.#task(task, withResult, subject)]));
      case "globals":
        return this.#globals(reads.globals);
      case "flow":
        return new Map<string, Readable>([
          ["id", address.flowId],
          ["name", flow.name],
          ["labels", new Map(Object.entries(flow.labels))],
        ]);
      case "state":
        return "entry" in subject ? subject.entry.state : subject.state;
      case "failure":
        return failureValue("entry" in subject ? subject.entry.failure : subject.failure);
      default:
        return "entry" in subject ? this.#own(name, subject) : null;
    }
  }

  /** Of the task that the expression is about. */
  #own(name: string, { entry, item }: Subject): Readable {
    switch (name) {
      case "result":
        return this.#payload("result", entry.result);
      case "context":
        return this.#payload("context", entry.context ?? this.#handed(entry));
      case "attempt":
        return BigInt(entry.attempt);
      case "tries":
        return BigInt(entry.tries);
      case "item":
        return this.#payload("item", item?.payload);
      case "item_index":
        return BigInt(item?.index ?? 0);
      case "round":
        return BigInt((entry.rounds?.done ?? 0) + 1);
      case "previous":
        return (entry.rounds?.results ?? []).map((result, place) => this.#payload(`previous[${place}]`, result));
      default:
        throw new Error(`nothing is known of ${name}`);
    }
  }

  #handed({ contextOf }: NodeEntry): StoredPayload | undefined {
    return contextOf === undefined ? undefined : this.#segment.entry(contextOf)?.context;
  }

  #globals(keys: ReadonlySet<string> | undefined): Readable {
    const globals = Object.entries(this.#segment.flow.globals ?? {});
    const read = keys === undefined ? globals : globals.filter(([key]) => keys.has(key));
    return new Map(read.map(([key, payload]) => [key, this.#payload(`globals.${key}`, payload)]));
  }

  #task(name: string, withResult: boolean, subject: Subject | FlowSubject): Readable {
    const entry = this.#entryOf(name, subject);
    const members = new Map<string, Readable>([["state", entry?.state ?? "PENDING"]]);
    if (entry === undefined) return members;
    if (withResult && entry.result !== undefined) {
      members.set("result", this.#payload(`tasks[${JSON.stringify(name)}].result`, entry.result));
    }
    if (entry.failure !== undefined) members.set("failure", failureValue(entry.failure));
    return members;
  }

  /** Of the instance that led to the subject, else of the latest that has ended, else of the latest. */
  #entryOf(name: string, subject: Subject | FlowSubject): NodeEntry | undefined {
    const { definition, entries, control } = this.#segment;
    const node = definition.numberByName.get(name);
    if (node === undefined || control === undefined || definition.control === undefined) return undefined;
    if ("entry" in subject) {
      const { number, entry } = subject;
      if ((entry.origin?.node ?? control.nodeOf(number)) === node) return entry;
      const causes = causesOfRun(definition.control, entries, number, entry.origin);
      const cause = causes.find(([from]) => control.nodeOf(from) === node);
      if (cause !== undefined) return entries.get(cause[0]);
    }
    const instances = [node, ...control.further(node)].flatMap((number) => entries.get(number) ?? []);
    return instances.findLast(({ state }) => isTerminalTask(state)) ?? instances.at(-1);
  }

  /** Null where there is none, or nothing in it. */
  #payload(what: string, payload: StoredPayload | undefined): Readable {
    if (payload === undefined || payload.size === 0) return null;
    if (payload.itemsOf !== undefined) return this.#list(what, payload.itemsOf);
    const known = this.#read.values.get(payload);
    if (known === undefined && !isJson(payload)) {
      throw fault(`${what} is ${JSON.stringify(payload.contentType)}: expressions read application/json`);
    }
    this.#bytes += payload.size;
    const { expressionInputBytes: limit, decisionInputBytes: limitOfAll } = LIMITS;
    if (this.#bytes > limit) throw fault(`reads more than ${limit} bytes of payloads, with ${what} ${this.#bytes}`);
    if (known !== undefined) return known;
    const all = this.#read.bytes + payload.size;
    if (all > limitOfAll) throw fault(`what is decided at once reads more than ${limitOfAll} bytes of payloads`);
    const data = payload.data ?? (payload.ref === undefined ? undefined : this.#context.payload?.(payload.ref));
    if (data === undefined) {
      if (payload.ref !== undefined) this.missing.push(payload.ref);
      return null;
    }
    const value = parsed(what, data);
    this.#read.values.set(payload, value);
    this.#read.bytes = all;
    return value;
  }

  /** The results of the items of a task that ran for each of a list. */
  #list(what: string, owner: number): Readable {
    const list = this.#segment.entry(owner)?.list;
    if (isLong(list)) {
      const { wholeItems } = this.#segment.definition.lists;
      throw fault(`${what} is a list of ${list.count} results: expressions read those of at most ${wholeItems} items`);
    }
    const numbers = itemsInList(this.#segment, owner);
    return numbers.map((number, index) => this.#payload(`${what}[${index}]`, this.#segment.entry(number)?.result));
  }
}

function parsed(what: string, data: Uint8Array): Readable {
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString());
  } catch {
    throw fault(`${what} is no JSON, though its content_type says so`);
  }
  try {
    return readableOf(json);
  } catch (error) {
    throw fault(`${what} ${error instanceof Error ? error.message : String(error)}`);
  }
}

function fault(message: string): ExpressionFault {
  return new ExpressionFault(message, START);
}

function failureValue(failure: StoredFailure | undefined): Readable {
  if (failure === undefined) return null;
  const { type, message, retryable } = failure;
  return new Map<string, Readable>([
    ["type", type],
    ["message", message],
    ["retryable", retryable],
  ]);
}

export function jsonPayload(value: unknown): StoredPayload {
  const data = Buffer.from(JSON.stringify(value));
  return { contentType: "application/json", size: data.length, data };
}

/** The failure, with what had failed before in its message. */
export function withEarlier(failure: StoredFailure, before: StoredFailure): StoredFailure {
  return { ...failure, message: `${failure.message}; the task had failed: ${before.type}: ${before.message}` };
}

/** Names the field, the place in its text, and the text. */
export function expressionFailure(expression: Expression, { message, position }: ExpressionFault): StoredFailure {
  const { path, text } = expression;
  const shown = text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
  return {
    type: EXPRESSION_FAILED,
    message: `${path}, line ${position.line}, column ${position.column}: ${message}, in ${shown}`,
    retryable: false,
  };
}
