/**
 * What few entries of nodes have: what was computed for the task, and what it brought along from an earlier run.
 */
import type { NodeEntry } from "../../core/state/node-entry.js";
import {
  type PairsDocument,
  type PayloadDocument,
  pairsFromDocument,
  pairsToDocument,
  payloadFromDocument,
  payloadToDocument,
} from "./value-documents.js";

export interface ComputedDocument {
  input?: PayloadDocument;
  rounds?: { done: number; results: PayloadDocument[] };
  metadata?: PairsDocument;
}

export function putComputed(document: ComputedDocument, { input, rounds, metadata }: NodeEntry): void {
  if (input !== undefined) document.input = payloadToDocument(input);
  if (metadata !== undefined) document.metadata = pairsToDocument(metadata);
  if (rounds !== undefined) document.rounds = { done: rounds.done, results: rounds.results.map(payloadToDocument) };
}

export function computedOf({ input, rounds, metadata }: ComputedDocument): Partial<NodeEntry> {
  return {
    ...(metadata !== undefined && { metadata: pairsFromDocument(metadata) }),
    ...(input !== undefined && { input: payloadFromDocument(input) }),
    ...(rounds !== undefined && { rounds: { done: rounds.done, results: rounds.results.map(payloadFromDocument) } }),
  };
}
