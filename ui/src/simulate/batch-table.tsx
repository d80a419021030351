// The tasks of a simulation by when they start together.
import type { JSX } from "preact";
import type { SimulatedBatch } from "#gen/lazyengine/v1/simulation_pb.js";
import { formatCount } from "../format/numbers.js";
import { formatDuration, lengthOf } from "../format/time.js";

const MOST_SHOWN = 200;

interface BatchTableProps {
  readonly batches: readonly SimulatedBatch[];
  readonly count: number;
}

export function BatchTable({ batches, count }: BatchTableProps): JSX.Element {
  const largest = batches.reduce((most, { taskCount }) => Math.max(most, taskCount), 1);
  return (
    <section>
      <h2>Batches</h2>
      <table class="rows">
        <thead>
          <tr>
            <th scope="col" class="w-duration figure">
              Start
            </th>
            <th scope="col" class="w-small figure">
              Tasks
            </th>
            <th scope="col">
              <span class="unseen">Compared</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {batches.slice(0, MOST_SHOWN).map(({ start, taskCount }) => (
            <tr key={lengthOf(start)}>
              <td class="figure">{formatDuration(lengthOf(start) ?? 0)}</td>
              <td class="figure">{formatCount(taskCount)}</td>
              <td>
                <span class="batch-bar tone-active" style={{ width: `${(100 * taskCount) / largest}%` }} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {count > MOST_SHOWN ? <p class="quiet">{formatCount(count - MOST_SHOWN)} more</p> : null}
    </section>
  );
}
