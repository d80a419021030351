/**
 * The calls about concurrency keys, as the contract's tests use them.
 */
import type { InNamespace } from "./control-requests.js";

export interface ConcurrencyKey {
  readonly name: string;
  readonly limit: number;
  readonly used: number;
  readonly ready: number;
  readonly readySinceTime?: number;
  readonly reason: string;
  readonly updateTime?: number;
}

export interface ListConcurrencyKeysRequest extends InNamespace {
  readonly keys?: readonly string[];
  readonly pageSize?: number;
  readonly pageToken?: string;
}

export interface UpdateConcurrencyKeyRequest extends InNamespace {
  readonly key: string;
  readonly limit: number;
  readonly requestId?: string;
  readonly reason?: string;
}

export interface ConcurrencyKeyCalls {
  listConcurrencyKeys(request: ListConcurrencyKeysRequest): Promise<{
    readonly keys: readonly ConcurrencyKey[];
    readonly nextPageToken: string;
    readonly truncated: boolean;
  }>;
  updateConcurrencyKey(
    request: UpdateConcurrencyKeyRequest,
  ): Promise<{ readonly key: ConcurrencyKey; readonly replayed: boolean }>;
}
