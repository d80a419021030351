// What a simulation has told: how long and along which way, drawn as a graph and as a timeline.
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { SimulateFlowResponse } from "#gen/lazyengine/v1/service_pb.js";
import { SimulationEnd } from "#gen/lazyengine/v1/simulation_pb.js";
import type { GraphNode } from "../flow/flow-model.js";
import { GraphTab } from "../flow/graph-tab.js";
import { formatCount } from "../format/numbers.js";
import { formatDuration, lengthOf } from "../format/time.js";
import { Fact } from "../shell/fact.js";
import { FlowStateChip } from "../states/state-views.js";
import { TimelineView } from "../timeline/timeline-view.js";
import { BatchTable } from "./batch-table.js";
import { criticalNames, simulatedModel, simulatedRows } from "./simulated-flow.js";

interface SimulationResultProps {
  readonly result: SimulateFlowResponse;
  /** The graph, where it is at hand. */
  readonly nodes: readonly GraphNode[] | undefined;
  readonly selected: string;
  readonly onTask: (taskId: string) => void;
}

const ENDS: Readonly<Record<SimulationEnd, string>> = {
  [SimulationEnd.UNSPECIFIED]: "unknown",
  [SimulationEnd.ENDED]: "the flow ended",
  [SimulationEnd.STEPS_SPENT]: "given up after too many decisions",
  [SimulationEnd.STANDSTILL]: "nothing more happens by itself",
};

export function SimulationResult({ result, nodes, selected, onTask }: SimulationResultProps): JSX.Element {
  const makespan = lengthOf(result.makespan) ?? 0;
  const model = useMemo(() => (nodes === undefined ? undefined : simulatedModel(nodes, result)), [nodes, result]);
  const rows = useMemo(() => simulatedRows(result), [result]);
  const marked = useMemo(() => criticalNames(result), [result]);
  return (
    <section class="simulation" aria-label="Result of the simulation">
      <dl class="facts facts-row">
        <Fact name="Ends">
          <FlowStateChip state={result.state} /> {ENDS[result.end]}
        </Fact>
        <Fact name="Makespan">{formatDuration(makespan)}</Fact>
        <Fact name="Tasks">{formatCount(result.taskCount)}</Fact>
        <Fact name="Batches">{formatCount(result.batchCount)}</Fact>
        <Fact name="Do not run">{result.doomedCount === 0 ? "" : named(result.doomed, result.doomedCount)}</Fact>
        <Fact name="Cannot run">
          {result.unreachableCount === 0 ? "" : named(result.unreachable, result.unreachableCount)}
        </Fact>
        <Fact name="Pauses">{result.pauses === 0 ? "" : formatCount(result.pauses)}</Fact>
      </dl>
      {model === undefined ? null : <GraphTab ready tick={0} {...{ model, selected, marked, onTask }} />}
      <h2>Timeline</h2>
      <TimelineView
        {...{ rows, selected }}
        all={{ from: 0, to: Math.max(1, makespan) }}
        now={makespan}
        onSelect={onTask}
      />
      <div class="columns">
        <CriticalPath result={result} onTask={onTask} />
        <BatchTable batches={result.batches} count={result.batchCount} />
      </div>
    </section>
  );
}

function named(names: readonly string[], count: number): string {
  const shown = names.slice(0, 10).join(", ");
  return count > 10 ? `${shown} and ${formatCount(count - 10)} more` : shown;
}

function CriticalPath({ result, onTask }: Pick<SimulationResultProps, "result" | "onTask">): JSX.Element {
  return (
    <section>
      <h2>Critical path</h2>
      <ol class="path">
        {result.criticalPath.map(({ taskId, start, end, waited }) => (
          <li key={taskId}>
            <button type="button" class="plain id" onClick={() => onTask(taskId)}>
              {taskId}
            </button>{" "}
            <span class="quiet">
              from {formatDuration(lengthOf(start) ?? 0)} to {formatDuration(lengthOf(end) ?? 0)}
              {(lengthOf(waited) ?? 0) === 0 ? "" : `, waited ${formatDuration(lengthOf(waited) ?? 0)} for an executor`}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
