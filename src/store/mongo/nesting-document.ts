/**
 * Flows within flows, as parts of documents: what a segment has to tell them, what a task keeps of the flow that it is,
 * and a flow of the task whose work it is.
 */

import type { Letter, Nesting } from "../../core/state/family.js";
import type { ChildFlow, ParentLink } from "../../core/state/nesting.js";
import {
  type DigestDocument,
  digestFromDocument,
  digestToDocument,
  type IdDocument,
  idFromDocument,
  idToDocument,
  type PairsDocument,
  type PayloadDocument,
  pairsFromDocument,
  pairsToDocument,
  payloadFromDocument,
  payloadToDocument,
} from "./value-documents.js";

export interface NestingDocument {
  order: number;
  /** The sequence; of one to a child with the entry's number and the attempt before it. */
  outbox: ([sequence: number] | [number: number, attempt: number, sequence: number])[];
  outbox_time: Date;
}

export function nestingToDocument({ order, outbox, outboxTime }: Nesting): NestingDocument {
  return { order, outbox: outbox.map(letterToDocument), outbox_time: new Date(outboxTime) };
}

export function nestingFromDocument({ order, outbox, outbox_time }: NestingDocument): Nesting {
  return { order, outbox: outbox.map(letterFromDocument), outboxTime: outbox_time.getTime() };
}

function letterToDocument(letter: Letter): NestingDocument["outbox"][number] {
  return letter.to === "parent" ? [letter.sequence] : [letter.number, letter.attempt, letter.sequence];
}

function letterFromDocument(letter: NestingDocument["outbox"][number]): Letter {
  if (letter.length === 1) return { to: "parent", sequence: letter[0] };
  const [number, attempt, sequence] = letter;
  return { to: "child", number, attempt, sequence };
}

export interface ChildDocument {
  spawned?: {
    definition_digest: string;
    input?: PayloadDocument;
    /** Absent = none. */
    labels?: PairsDocument;
    digest: DigestDocument;
    request_id?: IdDocument;
  };
  over?: true;
  rests?: number;
  reopened?: number;
}

export function childToDocument({ spawned, over, rests, reopened }: ChildFlow): ChildDocument {
  const document: ChildDocument = {};
  if (over !== undefined) document.over = over;
  if (rests !== undefined) document.rests = rests;
  if (reopened !== undefined) document.reopened = reopened;
  if (spawned === undefined) return document;
  const { definitionDigest, input, labels, digest, requestId } = spawned;
  document.spawned = { definition_digest: definitionDigest, digest: digestToDocument(digest) };
  if (input !== undefined) document.spawned.input = payloadToDocument(input);
  if (Object.keys(labels).length > 0) document.spawned.labels = pairsToDocument(labels);
  if (requestId !== undefined) document.spawned.request_id = idToDocument(requestId);
  return document;
}

export function childFromDocument({ spawned, over, rests, reopened }: ChildDocument): ChildFlow {
  const state = {
    ...(over !== undefined && { over }),
    ...(rests !== undefined && { rests }),
    ...(reopened !== undefined && { reopened }),
  };
  if (spawned === undefined) return state;
  const { definition_digest, input, labels = [], digest, request_id } = spawned;
  return {
    ...state,
    spawned: {
      definitionDigest: definition_digest,
      labels: pairsFromDocument(labels),
      digest: digestFromDocument(digest),
      ...(input !== undefined && { input: payloadFromDocument(input) }),
      ...(request_id !== undefined && { requestId: idFromDocument(request_id) }),
    },
  };
}

export interface ParentDocument {
  flow_id: string;
  incarnation: string;
  /** Absent = 0. */
  segment?: number;
  number: number;
  attempt: number;
  task_id: string;
  root_time: Date;
  depth: number;
  order?: number;
}

export function parentToDocument(parent: ParentLink): ParentDocument {
  const { flowId, incarnation, segment, number, attempt, taskId, rootTime, depth, order } = parent;
  return {
    flow_id: flowId,
    incarnation,
    ...(segment !== 0 && { segment }),
    number,
    attempt,
    task_id: taskId,
    root_time: new Date(rootTime),
    depth,
    ...(order !== undefined && { order }),
  };
}

export function parentFromDocument(document: ParentDocument): ParentLink {
  const { flow_id, incarnation, segment = 0, number, attempt, task_id, root_time, depth, order } = document;
  return {
    flowId: flow_id,
    incarnation,
    segment,
    number,
    attempt,
    taskId: task_id,
    rootTime: root_time.getTime(),
    depth,
    ...(order !== undefined && { order }),
  };
}
