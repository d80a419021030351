// The attempts of a task that are over, the oldest first.
import type { JSX } from "preact";
import { AttemptEnd, type TaskAttempt } from "#gen/lazyengine/v1/task_pb.js";
import { formatClock, formatDuration, formatMoment, momentOf } from "../format/time.js";
import { visibleText } from "../format/visible-text.js";

export function AttemptsTable({ attempts }: { readonly attempts: readonly TaskAttempt[] }): JSX.Element | null {
  if (attempts.length === 0) return null;
  return (
    <section>
      <h3>Attempts</h3>
      <table class="rows attempts">
        <thead>
          <tr>
            <th scope="col" class="w-tiny figure">
              No.
            </th>
            <th scope="col">End</th>
            <th scope="col">Claimed</th>
            <th scope="col" class="figure">
              Took
            </th>
            <th scope="col">Worker</th>
          </tr>
        </thead>
        <tbody>
          {attempts.map((attempt) => (
            <AttemptRow key={`${attempt.attempt} ${attempt.tries}`} attempt={attempt} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function AttemptRow({ attempt }: { readonly attempt: TaskAttempt }): JSX.Element {
  const claim = momentOf(attempt.claimTime);
  const end = momentOf(attempt.endTime);
  const word = (AttemptEnd[attempt.end] ?? "unknown").toLowerCase().replace("_", " ");
  return (
    <tr>
      <td class="figure">{attempt.attempt}</td>
      <td title={attempt.failure === undefined ? word : `${attempt.failure.type}: ${attempt.failure.message}`}>
        {word}
      </td>
      <td>{claim === undefined ? "never" : <time title={formatMoment(claim)}>{formatClock(claim)}</time>}</td>
      <td class="figure">{claim === undefined || end === undefined ? "" : formatDuration(end - claim)}</td>
      <td title={attempt.workerId}>{visibleText(attempt.workerId)}</td>
    </tr>
  );
}
