/**
 * What is to be undone, and the history of scopes, as documents.
 */
import type { OpenFailure, Reversion } from "../../core/state/flow-header.js";
import type { NamedFailure, Reversal, ScopeAttempt, ScopeHistory } from "../../core/state/reversal.js";
import {
  type FailureDocument,
  failureFromDocument,
  failureToDocument,
  type PayloadDocument,
  payloadFromDocument,
  payloadToDocument,
} from "./value-documents.js";

export interface ReversalDocument {
  intent: "REVERT" | "RETRY";
  begun?: true;
  result?: PayloadDocument;
  failure?: FailureDocument;
  delay_ms?: number;
}

export interface ScopeHistoryDocument {
  retries: number;
  attempts: ScopeAttemptDocument[];
}

export interface NamedFailureDocument {
  task: string;
  failure: FailureDocument;
}

interface ScopeAttemptDocument {
  value?: PayloadDocument;
  failures: NamedFailureDocument[];
  own?: FailureDocument;
}

export interface ReversionDocument {
  whole?: true;
  failed: number[];
  open: { node: number; scope: number; given_up?: number }[];
}

export function reversalToDocument({ intent, begun, result, failure, delayMs }: Reversal): ReversalDocument {
  const document: ReversalDocument = { intent };
  if (begun !== undefined) document.begun = begun;
  if (result !== undefined) document.result = payloadToDocument(result);
  if (failure !== undefined) document.failure = failureToDocument(failure);
  if (delayMs !== undefined) document.delay_ms = delayMs;
  return document;
}

export function reversalFromDocument({ intent, begun, result, failure, delay_ms }: ReversalDocument): Reversal {
  return {
    intent,
    ...(begun !== undefined && { begun }),
    ...(result !== undefined && { result: payloadFromDocument(result) }),
    ...(failure !== undefined && { failure: failureFromDocument(failure) }),
    ...(delay_ms !== undefined && { delayMs: delay_ms }),
  };
}

export function scopeHistoryToDocument({ retries, attempts }: ScopeHistory): ScopeHistoryDocument {
  return { retries, attempts: attempts.map(attemptToDocument) };
}

export function scopeHistoryFromDocument({ retries, attempts }: ScopeHistoryDocument): ScopeHistory {
  return { retries, attempts: attempts.map(attemptFromDocument) };
}

export function namedFailureToDocument({ task, failure }: NamedFailure): NamedFailureDocument {
  return { task, failure: failureToDocument(failure) };
}

export function namedFailureFromDocument({ task, failure }: NamedFailureDocument): NamedFailure {
  return { task, failure: failureFromDocument(failure) };
}

function attemptToDocument({ value, failures, own }: ScopeAttempt): ScopeAttemptDocument {
  return {
    ...(value !== undefined && { value: payloadToDocument(value) }),
    failures: failures.map(namedFailureToDocument),
    ...(own !== undefined && { own: failureToDocument(own) }),
  };
}

function attemptFromDocument({ value, failures, own }: ScopeAttemptDocument): ScopeAttempt {
  return {
    ...(value !== undefined && { value: payloadFromDocument(value) }),
    failures: failures.map(namedFailureFromDocument),
    ...(own !== undefined && { own: failureFromDocument(own) }),
  };
}

export function reversionToDocument({ whole, failed, open }: Reversion): ReversionDocument {
  return {
    ...(whole !== undefined && { whole }),
    failed: [...failed],
    open: open.map(({ node, scope, givenUp }) => ({
      node,
      scope,
      ...(givenUp !== undefined && { given_up: givenUp }),
    })),
  };
}

export function reversionFromDocument({ whole, failed, open }: ReversionDocument): Reversion {
  return {
    ...(whole !== undefined && { whole }),
    failed,
    open: open.map(
      ({ node, scope, given_up }): OpenFailure => ({
        node,
        scope,
        ...(given_up !== undefined && { givenUp: given_up }),
      }),
    ),
  };
}
