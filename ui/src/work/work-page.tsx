// What waits on queues and for concurrency keys, and what sessions hold.
import type { JSX } from "preact";
import { useCallback } from "preact/hooks";
import { formatCount, formatPlural } from "../format/numbers.js";
import { formatDuration } from "../format/time.js";
import { visibleText } from "../format/visible-text.js";
import { ErrorNote } from "../shell/error-note.js";
import { usePage } from "../shell/page-context.js";
import { KeySection } from "./key-section.js";
import { usePolled } from "./use-polled.js";
import { ageMs, concernOf, type HoldingSession, rateText, readWork, type WaitingQueue, type Work } from "./work.js";

export function WorkPage(): JSX.Element {
  const { namespace, waits } = usePage();
  const read = useCallback((signal: AbortSignal) => readWork(namespace, waits, signal), [namespace, waits]);
  const { value: work, error } = usePolled(read);
  return (
    <>
      <div class="page-head">
        <h1>Queues</h1>
        <span class="quiet">read every two seconds</span>
      </div>
      {error === undefined ? null : <ErrorNote error={error} />}
      {work === undefined ? (
        <p class="quiet">{error === undefined ? "Reading…" : ""}</p>
      ) : (
        <>
          {work.more ? <p class="note">There is more than was read: the figures are of a part.</p> : null}
          <QueueTable work={work} />
        </>
      )}
      <KeySection key={namespace} time={work?.time} />
      {work === undefined ? null : (
        <>
          <div class="page-head more-head">
            <h2>Sessions</h2>
            <span class="quiet">{formatPlural(work.sessions.length, "executor")}</span>
          </div>
          <SessionTable work={work} />
        </>
      )}
    </>
  );
}

function QueueTable({ work }: { readonly work: Work }): JSX.Element {
  if (work.queues.length === 0) return <p class="quiet">Nothing waits, nothing runs.</p>;
  return (
    <table class="rows">
      <caption class="unseen">Queues with what waits on them</caption>
      <thead>
        <tr>
          <th scope="col">Queue</th>
          <th scope="col" class="w-duration">
            Kind
          </th>
          <th scope="col" class="w-small figure">
            Ready
          </th>
          <th scope="col" class="w-duration figure">
            Oldest
          </th>
          <th scope="col" class="w-small figure">
            Running
          </th>
          <th scope="col" class="w-small figure">
            Limit
          </th>
          <th scope="col" class="w-state figure">
            Rate
          </th>
          <th scope="col" class="w-small figure">
            Sessions
          </th>
          <th scope="col" class="w-small figure">
            Credit
          </th>
          <th scope="col">
            <span class="unseen">Concern</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {work.queues.map((queue) => (
          <QueueRow key={`${queue.queue} ${queue.kind}`} {...{ queue, work }} />
        ))}
      </tbody>
    </table>
  );
}

function QueueRow({ queue, work }: { readonly queue: WaitingQueue; readonly work: Work }): JSX.Element {
  const oldest = ageMs(queue.readySince, work);
  const concern = concernOf(queue);
  return (
    <tr>
      <td class="id" title={queue.queue}>
        {visibleText(queue.queue)}
      </td>
      <td>{queue.kind.toLowerCase()}</td>
      <td class="figure">{formatCount(queue.ready)}</td>
      <td class="figure">{oldest === undefined ? "" : formatDuration(oldest)}</td>
      <td class="figure">{formatCount(queue.running)}</td>
      <td class="figure">{queue.concurrencyLimit === 0 ? "" : formatCount(queue.concurrencyLimit)}</td>
      <td class="figure">{rateText(queue)}</td>
      <td class="figure">{formatCount(queue.sessions)}</td>
      <td class="figure">{formatCount(queue.credit)}</td>
      <td class="concern" title={concern}>
        {concern}
      </td>
    </tr>
  );
}

function SessionTable({ work }: { readonly work: Work }): JSX.Element {
  if (work.sessions.length === 0) return <p class="quiet">No executor has a session.</p>;
  return (
    <table class="rows">
      <caption class="unseen">Sessions with what they hold</caption>
      <thead>
        <tr>
          <th scope="col">Worker</th>
          <th scope="col">Session</th>
          <th scope="col" class="w-duration figure">
            Holds
          </th>
          <th scope="col" class="w-duration figure">
            Longest
          </th>
          <th scope="col" class="w-time figure">
            Lease
          </th>
          <th scope="col">Connected to</th>
          <th scope="col">Queues</th>
        </tr>
      </thead>
      <tbody>
        {work.sessions.map((session) => (
          <SessionRow key={session.sessionId} {...{ session, work }} />
        ))}
      </tbody>
    </table>
  );
}

function SessionRow({ session, work }: { readonly session: HoldingSession; readonly work: Work }): JSX.Element {
  const longest = ageMs(session.holdsSince, work);
  const left =
    session.expireTime === undefined ? 0 : Math.max(0, Date.parse(session.expireTime) - Date.parse(work.time));
  return (
    <tr>
      <td title={session.workerId}>{visibleText(session.workerId)}</td>
      <td class="id" title={session.sessionId}>
        {visibleText(session.sessionId)}
      </td>
      <td class="figure">{formatCount(session.holds)}</td>
      <td class="figure">{longest === undefined ? "" : formatDuration(longest)}</td>
      <td class="figure">{formatDuration(1_000 * session.leaseSeconds)}</td>
      <td class={session.process === undefined ? "concern" : undefined}>
        {session.process ?? `nobody, over in ${formatDuration(left)}`}
      </td>
      <td title={session.queues.join(", ")}>{session.queues.join(", ")}</td>
    </tr>
  );
}
