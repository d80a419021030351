// Concurrency keys: how much of their limits is used, what waits for them, and the setting of the limit.
import type { JSX } from "preact";
import { useCallback, useState } from "preact/hooks";
import type { ConcurrencyKey } from "#gen/lazyengine/v1/concurrency_key_pb.js";
import { formatCount } from "../format/numbers.js";
import { formatDuration } from "../format/time.js";
import { visibleText } from "../format/visible-text.js";
import { ErrorNote } from "../shell/error-note.js";
import { usePage } from "../shell/page-context.js";
import { type KeyPage, keyAgeMs, keyConcern, readKeys } from "./keys.js";
import { LimitKeyDialog } from "./limit-key-dialog.js";
import { usePolled } from "./use-polled.js";

/** What a key's limit is that nobody has set. */
const UNSET_LIMIT = 1;

interface Asked {
  readonly name: string | undefined;
  readonly limit: number;
}

/** `time`: what the server's clock says; undefined = it is not known yet. */
export function KeySection({ time }: { readonly time: string | undefined }): JSX.Element {
  const { engine, namespace, access } = usePage();
  const [tokens, setTokens] = useState<readonly string[]>([""]);
  const [asked, setAsked] = useState<Asked | undefined>(undefined);
  const pageToken = tokens.at(-1) ?? "";
  const read = useCallback(
    (signal: AbortSignal) => readKeys(engine, namespace, pageToken, signal),
    [engine, namespace, pageToken],
  );
  const { value: page, error, readAgain } = usePolled(read);
  const maySet = access.verbs.has("admin");
  return (
    <section aria-labelledby="keys-title">
      <div class="page-head more-head">
        <h2 id="keys-title">Concurrency keys</h2>
        {maySet ? (
          <div class="actions">
            <button type="button" onClick={() => setAsked({ name: undefined, limit: UNSET_LIMIT })}>
              Limit a key
            </button>
          </div>
        ) : null}
      </div>
      {error === undefined ? null : <ErrorNote error={error} />}
      {page === undefined ? null : (
        <>
          {page.truncated ? <p class="note">There is more than was read: what waits is of a part.</p> : null}
          <KeyPager {...{ tokens, page }} onTokens={setTokens} />
          <KeyTable {...{ page, time }} onLimit={maySet ? setAsked : undefined} />
        </>
      )}
      {asked === undefined ? null : (
        <LimitKeyDialog {...asked} onDone={readAgain} onClose={() => setAsked(undefined)} />
      )}
    </section>
  );
}

interface KeyPagerProps {
  /** Those of the pages so far, the shown one last. */
  readonly tokens: readonly string[];
  readonly page: KeyPage;
  readonly onTokens: (tokens: readonly string[]) => void;
}

function KeyPager({ tokens, page: { nextPageToken }, onTokens }: KeyPagerProps): JSX.Element | null {
  if (tokens.length === 1 && nextPageToken === "") return null;
  return (
    <div class="pager">
      <button type="button" disabled={tokens.length < 2} onClick={() => onTokens(tokens.slice(0, -1))}>
        Previous keys
      </button>
      <button type="button" disabled={nextPageToken === ""} onClick={() => onTokens([...tokens, nextPageToken])}>
        Next keys
      </button>
      <span class="pager-place">page {formatCount(tokens.length)}, by name</span>
    </div>
  );
}

interface KeyTableProps {
  readonly page: KeyPage;
  readonly time: string | undefined;
  /** Undefined = the caller may not set it. */
  readonly onLimit: ((asked: Asked) => void) | undefined;
}

function KeyTable({ page: { keys }, time, onLimit }: KeyTableProps): JSX.Element {
  if (keys.length === 0) return <p class="quiet">No key is set, and nothing waits for one.</p>;
  return (
    <table class="rows">
      <caption class="unseen">Concurrency keys with how much of their limits is used</caption>
      <thead>
        <tr>
          <th scope="col">Key</th>
          <th scope="col" class="w-duration figure">
            Used
          </th>
          <th scope="col" class="w-duration figure">
            Limit
          </th>
          <th scope="col" class="w-duration figure">
            Waiting
          </th>
          <th scope="col" class="w-duration figure">
            Oldest
          </th>
          <th scope="col">Reason</th>
          <th scope="col">
            <span class="unseen">Concern</span>
          </th>
          {onLimit === undefined ? null : (
            <th scope="col" class="w-duration">
              <span class="unseen">Actions</span>
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {keys.map((key) => (
          <KeyRow key={key.name} {...{ of: key, time, onLimit }} />
        ))}
      </tbody>
    </table>
  );
}

interface KeyRowProps extends Omit<KeyTableProps, "page"> {
  readonly of: ConcurrencyKey;
}

function KeyRow({ of: key, time, onLimit }: KeyRowProps): JSX.Element {
  const { name, limit, used, ready, reason } = key;
  const oldest = time === undefined ? undefined : keyAgeMs(key, time);
  return (
    <tr>
      <td class="id" title={name}>
        {visibleText(name)}
      </td>
      <td class="figure">{formatCount(used)}</td>
      <td class="figure">{formatCount(limit)}</td>
      <td class="figure">{formatCount(Number(ready))}</td>
      <td class="figure">{oldest === undefined ? "" : formatDuration(oldest)}</td>
      <td title={reason}>{visibleText(reason)}</td>
      <td class="concern" title={keyConcern(key)}>
        {keyConcern(key)}
      </td>
      {onLimit === undefined ? null : (
        <td>
          <button type="button" aria-label={`Limit ${name}`} onClick={() => onLimit({ name, limit })}>
            Limit
          </button>
        </td>
      )}
    </tr>
  );
}
