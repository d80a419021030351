/**
 * A flow's header as a document.
 */
import type { Ending, FlowHeader, Pause, RequestRecord } from "../../core/state/flow-header.js";
import type { FlowState } from "../../core/state/states.js";
import { type OthersDocument, othersFromDocument, othersToDocument } from "./links-document.js";
import { type ParentDocument, parentFromDocument, parentToDocument } from "./nesting-document.js";
import {
  type NamedFailureDocument,
  namedFailureFromDocument,
  namedFailureToDocument,
  type ReversionDocument,
  reversionFromDocument,
  reversionToDocument,
} from "./reversal-document.js";
import {
  type FailureDocument,
  failureFromDocument,
  failureToDocument,
  type PairsDocument,
  type PayloadDocument,
  pairsFromDocument,
  pairsToDocument,
  payloadFromDocument,
  payloadToDocument,
} from "./value-documents.js";

export interface FlowDocument {
  name: string;
  definition_digest: string;
  rules: number;
  state: FlowState;
  version: number;
  create_time: Date;
  start_time?: Date;
  end_time?: Date;
  update_time: Date;
  not_before_time?: Date;
  deadline?: Date;
  /** Absent = none. */
  labels?: PairsDocument;
  /** Absent = 0. */
  priority?: number;
  input?: PayloadDocument;
  failure?: FailureDocument;
  cancellation?: { reason: string; deadline: Date; timeout: boolean };
  pause?: { message: string; backlog: [number, number][]; silent?: true };
  ending?: { state: "SUCCEEDED" | "FAILED"; failure?: FailureDocument };
  globals?: { key: string; value: PayloadDocument }[];
  output?: PayloadDocument;
  stopping?: true;
  reversion?: ReversionDocument;
  gone?: NamedFailureDocument[];
  parent?: ParentDocument;
  trace_context?: string;
  run_request_id?: string;
  run_digest: string;
  /** Both only in a large flow; absent = 0, and beyond its first segment. */
  epoch?: number;
  reopened?: number;
  others?: OthersDocument;
  /** Absent = none. */
  requests?: { rpc: string; request_id: string; digest: string }[];
}

export function flowToDocument(flow: FlowHeader): FlowDocument {
  const { startTime, endTime, notBeforeTime, deadline, labels, priority, input, failure, cancellation } = flow;
  const document: FlowDocument = {
    name: flow.name,
    definition_digest: flow.definitionDigest,
    rules: flow.rules,
    state: flow.state,
    version: flow.version,
    create_time: new Date(flow.createTime),
    update_time: new Date(flow.updateTime),
    run_digest: flow.runDigest,
  };
  if (startTime !== undefined) document.start_time = new Date(startTime);
  if (endTime !== undefined) document.end_time = new Date(endTime);
  if (notBeforeTime !== undefined) document.not_before_time = new Date(notBeforeTime);
  if (deadline !== undefined) document.deadline = new Date(deadline);
  if (Object.keys(labels).length > 0) document.labels = pairsToDocument(labels);
  if (priority !== 0) document.priority = priority;
  if (input !== undefined) document.input = payloadToDocument(input);
  if (failure !== undefined) document.failure = failureToDocument(failure);
  if (cancellation !== undefined) {
    document.cancellation = { ...cancellation, deadline: new Date(cancellation.deadline) };
  }
  if (flow.pause !== undefined) document.pause = pauseToDocument(flow.pause);
  if (flow.ending !== undefined) document.ending = endingToDocument(flow.ending);
  if (flow.globals !== undefined) document.globals = Object.entries(flow.globals).map(globalToDocument);
  if (flow.output !== undefined) document.output = payloadToDocument(flow.output);
  if (flow.parent !== undefined) document.parent = parentToDocument(flow.parent);
  if (flow.stopping !== undefined) document.stopping = flow.stopping;
  if (flow.reversion !== undefined) document.reversion = reversionToDocument(flow.reversion);
  if (flow.gone !== undefined) document.gone = flow.gone.map(namedFailureToDocument);
  if (flow.traceContext !== undefined) document.trace_context = flow.traceContext;
  if (flow.runRequestId !== undefined) document.run_request_id = flow.runRequestId;
  if (flow.epoch !== undefined) document.epoch = flow.epoch;
  if (flow.reopened !== undefined) document.reopened = flow.reopened;
  if (flow.others !== undefined) document.others = othersToDocument(flow.others);
  if (flow.requests.length > 0) document.requests = flow.requests.map(requestToDocument);
  return document;
}

export function flowFromDocument(document: FlowDocument): FlowHeader {
  const { start_time, end_time, not_before_time, deadline, input, failure, cancellation } = document;
  const {
    pause,
    ending,
    globals,
    output,
    stopping,
    reversion,
    trace_context,
    run_request_id,
    epoch,
    reopened,
    others,
  } = document;
  return {
    name: document.name,
    definitionDigest: document.definition_digest,
    rules: document.rules,
    state: document.state,
    version: document.version,
    createTime: document.create_time.getTime(),
    ...(start_time !== undefined && { startTime: start_time.getTime() }),
    ...(end_time !== undefined && { endTime: end_time.getTime() }),
    updateTime: document.update_time.getTime(),
    ...(not_before_time !== undefined && { notBeforeTime: not_before_time.getTime() }),
    ...(deadline !== undefined && { deadline: deadline.getTime() }),
    labels: pairsFromDocument(document.labels ?? []),
    priority: document.priority ?? 0,
    ...(input !== undefined && { input: payloadFromDocument(input) }),
    ...(failure !== undefined && { failure: failureFromDocument(failure) }),
    ...(cancellation !== undefined && {
      cancellation: { ...cancellation, deadline: cancellation.deadline.getTime() },
    }),
    ...(pause !== undefined && { pause }),
    ...(ending !== undefined && { ending: endingFromDocument(ending) }),
    ...(globals !== undefined && { globals: globalsFromDocument(globals) }),
    ...(output !== undefined && { output: payloadFromDocument(output) }),
    ...(document.parent !== undefined && { parent: parentFromDocument(document.parent) }),
    ...(stopping !== undefined && { stopping }),
    ...(reversion !== undefined && { reversion: reversionFromDocument(reversion) }),
    ...(document.gone !== undefined && { gone: document.gone.map(namedFailureFromDocument) }),
    ...(trace_context !== undefined && { traceContext: trace_context }),
    ...(run_request_id !== undefined && { runRequestId: run_request_id }),
    runDigest: document.run_digest,
    ...(epoch !== undefined && { epoch }),
    ...(reopened !== undefined && { reopened }),
    ...(others !== undefined && { others: othersFromDocument(others) }),
    requests: (document.requests ?? []).map(requestFromDocument),
  };
}

function pauseToDocument({ message, backlog, silent }: Pause): NonNullable<FlowDocument["pause"]> {
  const waiting = backlog.map(([number, edge]): [number, number] => [number, edge]);
  return { message, backlog: waiting, ...(silent !== undefined && { silent }) };
}

function endingToDocument({ state, failure }: Ending): NonNullable<FlowDocument["ending"]> {
  return { state, ...(failure !== undefined && { failure: failureToDocument(failure) }) };
}

function endingFromDocument({ state, failure }: NonNullable<FlowDocument["ending"]>): Ending {
  return { state, ...(failure !== undefined && { failure: failureFromDocument(failure) }) };
}

type Globals = NonNullable<FlowHeader["globals"]>;
type GlobalsDocument = NonNullable<FlowDocument["globals"]>;

function globalToDocument([key, value]: [string, Globals[string]]): GlobalsDocument[number] {
  return { key, value: payloadToDocument(value) };
}

function globalsFromDocument(document: GlobalsDocument): Globals {
  return Object.fromEntries(document.map(({ key, value }) => [key, payloadFromDocument(value)]));
}

function requestToDocument({ rpc, requestId, digest }: RequestRecord): NonNullable<FlowDocument["requests"]>[number] {
  return { rpc, request_id: requestId, digest };
}

function requestFromDocument(document: NonNullable<FlowDocument["requests"]>[number]): RequestRecord {
  return { rpc: document.rpc, requestId: document.request_id, digest: document.digest };
}
