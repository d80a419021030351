/**
 * What a segment keeps of its exchange with others, as a part of its document.
 */
import type { Binary } from "mongodb";
import type { TimedFailure } from "../../core/state/failure.js";
import type { OtherSegments } from "../../core/state/flow-header.js";
import type { Arrival, EndOrder, Links, Message, MessageBody, Order, Report } from "../../core/state/message.js";
import type { FlowState, TaskState } from "../../core/state/states.js";
import { numbersFromBinary, numbersToBinary } from "./number-list.js";
import {
  type AwaitedDocument,
  awaitedFromDocument,
  awaitedToDocument,
  type ReopenedDocument,
  type ReopeningDocument,
  reopenedFromDocument,
  reopenedToDocument,
  reopeningFromDocument,
  reopeningToDocument,
} from "./reopening-document.js";
import {
  type FailureDocument,
  failureFromDocument,
  failureToDocument,
  type PayloadDocument,
  payloadFromDocument,
  payloadToDocument,
} from "./value-documents.js";

type CountsDocument = Partial<Record<TaskState, number>>;

interface TimedFailureDocument {
  failure: FailureDocument;
  time: Date;
}

interface ArrivalDocument {
  kind: "arrival";
  /** Their numbers, as ByteWriter counts: a task may have a hundred thousand successors. */
  nodes: Binary;
  met: boolean;
  cause?: [segment: number, number: number, attempt: number];
}

interface OrderDocument {
  kind: "order";
  epoch: number;
  state: FlowState;
  start_time?: Date;
  cancellation?: { reason: string; deadline: Date; timeout: boolean };
  stopping?: true;
  input?: PayloadDocument;
  reopens?: ReopeningDocument;
}

interface EndOrderDocument {
  kind: "end";
  epoch: number;
  state: EndOrder["state"];
  cancels_in_flight?: true;
}

interface ReportDocument {
  kind: "report";
  counts: CountsDocument;
  reopened?: number;
  resting?: { epoch: number; change: 1 | -1 };
  settled?: true;
  failure?: TimedFailureDocument;
  stopping?: true;
  suspending?: number;
}

type BodyDocument = ArrivalDocument | OrderDocument | EndOrderDocument | ReopenedDocument | ReportDocument;

export interface LinksDocument {
  /** By segment. */
  sent: Record<string, number>;
  received: Record<string, number>;
  /** By target and its sequence, as "3:17", so that a message is added and removed without the others. */
  outbox: Record<string, BodyDocument>;
  outbox_time: Date;
  /** By node. */
  arrivals: Record<string, number>;
  awaited?: AwaitedDocument;
  told: { counts: CountsDocument; time: Date };
}

export interface OthersDocument {
  count: number;
  settled: number;
  resting: number;
  counts: CountsDocument;
  failure?: TimedFailureDocument;
}

export function linksToDocument({ sent, received, outbox, outboxTime, arrivals, awaited, told }: Links): LinksDocument {
  return {
    sent: numbersToDocument(sent),
    received: numbersToDocument(received),
    outbox: Object.fromEntries(outbox.map((message) => [messageKey(message), bodyToDocument(message.body)])),
    outbox_time: new Date(outboxTime),
    arrivals: numbersToDocument(arrivals),
    ...(awaited !== undefined && { awaited: awaitedToDocument(awaited) }),
    told: toldToDocument(told),
  };
}

export function toldToDocument({ counts, time }: Links["told"]): LinksDocument["told"] {
  return { counts: { ...counts }, time: new Date(time) };
}

export function messageKey({ to, sequence }: Message): string {
  return `${to}:${sequence}`;
}

/** The database keeps fields in no order of ours. What is sent to one segment has that of its sequence. */
function outboxFromDocument(document: LinksDocument["outbox"]): Message[] {
  const messages = Object.entries(document).map(([key, body]): Message => {
    const [to, sequence] = key.split(":").map(Number);
    if (to === undefined || sequence === undefined) throw new Error(`no key of a message: ${key}`);
    return { to, sequence, body: bodyFromDocument(body) };
  });
  return messages.sort((a, b) => a.to - b.to || a.sequence - b.sequence);
}

export function linksFromDocument(document: LinksDocument): Links {
  return {
    sent: numbersFromDocument(document.sent),
    received: numbersFromDocument(document.received),
    outbox: outboxFromDocument(document.outbox),
    outboxTime: document.outbox_time.getTime(),
    arrivals: numbersFromDocument(document.arrivals),
    ...(document.awaited !== undefined && { awaited: awaitedFromDocument(document.awaited) }),
    told: { counts: document.told.counts, time: document.told.time.getTime() },
  };
}

export function othersToDocument({ failure, ...rest }: OtherSegments): OthersDocument {
  const document: OthersDocument = { ...rest, counts: { ...rest.counts } };
  if (failure !== undefined) document.failure = timedToDocument(failure);
  return document;
}

export function othersFromDocument({ failure, ...rest }: OthersDocument): OtherSegments {
  return failure === undefined ? rest : { ...rest, failure: timedFromDocument(failure) };
}

function numbersToDocument(numbers: ReadonlyMap<number, number>): Record<string, number> {
  return Object.fromEntries([...numbers].map(([key, number]) => [String(key), number]));
}

function numbersFromDocument(document: Record<string, number>): Map<number, number> {
  return new Map(Object.entries(document).map(([key, number]) => [Number(key), number]));
}

export function bodyToDocument(body: MessageBody): BodyDocument {
  switch (body.kind) {
    case "arrival":
      return arrivalToDocument(body);
    case "order":
      return orderToDocument(body);
    case "end":
      return endToDocument(body);
    case "reopened":
      return reopenedToDocument(body);
    case "report":
      return reportToDocument(body);
  }
}

function bodyFromDocument(document: BodyDocument): MessageBody {
  switch (document.kind) {
    case "arrival":
      return arrivalFromDocument(document);
    case "order":
      return orderFromDocument(document);
    case "end":
      return endFromDocument(document);
    case "reopened":
      return reopenedFromDocument(document);
    case "report":
      return reportFromDocument(document);
  }
}

function arrivalToDocument({ nodes, met, cause }: Arrival): ArrivalDocument {
  const document: ArrivalDocument = { kind: "arrival", nodes: numbersToBinary(nodes), met };
  if (cause !== undefined) document.cause = [cause.segment, cause.number, cause.attempt];
  return document;
}

function arrivalFromDocument({ nodes: binary, met, cause }: ArrivalDocument): Arrival {
  const nodes = numbersFromBinary(binary);
  if (cause === undefined) return { kind: "arrival", nodes, met };
  const [segment, number, attempt] = cause;
  return { kind: "arrival", nodes, met, cause: { segment, number, attempt } };
}

function orderToDocument({ startTime, cancellation, stopping, epoch, state, input, reopens }: Order): OrderDocument {
  const document: OrderDocument = { kind: "order", epoch, state };
  if (startTime !== undefined) document.start_time = new Date(startTime);
  if (cancellation !== undefined) {
    document.cancellation = { ...cancellation, deadline: new Date(cancellation.deadline) };
  }
  if (stopping !== undefined) document.stopping = stopping;
  if (input !== undefined) document.input = payloadToDocument(input);
  if (reopens !== undefined) document.reopens = reopeningToDocument(reopens);
  return document;
}

function orderFromDocument(document: OrderDocument): Order {
  const { epoch, state, start_time, cancellation, stopping, input, reopens } = document;
  return {
    kind: "order",
    epoch,
    state,
    ...(start_time !== undefined && { startTime: start_time.getTime() }),
    ...(cancellation !== undefined && {
      cancellation: { ...cancellation, deadline: cancellation.deadline.getTime() },
    }),
    ...(stopping !== undefined && { stopping }),
    ...(input !== undefined && { input: payloadFromDocument(input) }),
    ...(reopens !== undefined && { reopens: reopeningFromDocument(reopens) }),
  };
}

function endToDocument({ epoch, state, cancelsInFlight }: EndOrder): EndOrderDocument {
  const document: EndOrderDocument = { kind: "end", epoch, state };
  if (cancelsInFlight !== undefined) document.cancels_in_flight = cancelsInFlight;
  return document;
}

function endFromDocument({ cancels_in_flight, ...document }: EndOrderDocument): EndOrder {
  return { ...document, ...(cancels_in_flight !== undefined && { cancelsInFlight: cancels_in_flight }) };
}

function reportToDocument(report: Report): ReportDocument {
  const { counts, reopened, resting, settled, failure, stopping, suspending } = report;
  const document: ReportDocument = { kind: "report", counts: { ...counts } };
  if (reopened !== undefined) document.reopened = reopened;
  if (resting !== undefined) document.resting = { ...resting };
  if (settled !== undefined) document.settled = settled;
  if (failure !== undefined) document.failure = timedToDocument(failure);
  if (stopping !== undefined) document.stopping = stopping;
  if (suspending !== undefined) document.suspending = suspending;
  return document;
}

function reportFromDocument({ failure, ...rest }: ReportDocument): Report {
  return failure === undefined ? rest : { ...rest, failure: timedFromDocument(failure) };
}

function timedToDocument({ failure, time }: TimedFailure): TimedFailureDocument {
  return { failure: failureToDocument(failure), time: new Date(time) };
}

function timedFromDocument({ failure, time }: TimedFailureDocument): TimedFailure {
  return { failure: failureFromDocument(failure), time: time.getTime() };
}
