// The flow itself, above its tasks: state, counts, times, where it belongs, and what may be done with it.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Flow } from "#gen/lazyengine/v1/flow_pb.js";
import { FlowActions } from "../actions/flow-actions.js";
import type { WatchState } from "../engine/follow.js";
import { formatDuration, formatMoment, momentOf } from "../format/time.js";
import { visibleText } from "../format/visible-text.js";
import { Fact } from "../shell/fact.js";
import { Link } from "../shell/links.js";
import { useNow } from "../shell/use-now.js";
import { WatchSign } from "../shell/watch-sign.js";
import { sharesOf } from "../states/counts.js";
import { CountsBar, FlowStateChip, wordsOf } from "../states/state-views.js";

interface FlowHeadProps {
  readonly flow: Flow;
  readonly namespace: string;
  readonly watch: WatchState;
  readonly deleted: boolean;
  readonly onDone: (flow: Flow | undefined) => void;
}

export function FlowHead({ flow, namespace, watch, deleted, onDone }: FlowHeadProps): JSX.Element {
  const shares = sharesOf(flow.counts);
  const { failure } = flow;
  // On one line until more is asked for: what lies below does not move when a flow fails.
  const [opened, setOpened] = useState(false);
  return (
    <div class="flow-head">
      <div class="page-head">
        <h1 class="id flow-id" title={flow.flowId}>
          {flow.flowId}
        </h1>
        <span class="flow-state" aria-live="polite">
          {deleted ? <span class="chip tone-dropped">deleted</span> : <FlowStateChip state={flow.state} />}
        </span>
        <WatchSign watch={watch} />
        {deleted ? null : <FlowActions flow={flow} onDone={onDone} />}
      </div>
      <div class="flow-counts">
        <CountsBar shares={shares} />
        <span class="quiet flow-words">{wordsOf(shares)}</span>
        {failure === undefined ? null : (
          <button
            type="button"
            class="plain flow-failure"
            aria-expanded={opened}
            title={opened ? "Show less" : "Show all of it"}
            onClick={() => setOpened(!opened)}
          >
            <strong>{visibleText(failure.type)}</strong> {visibleText(failure.message)}
          </button>
        )}
      </div>
      {failure === undefined || !opened ? null : (
        <p class="note note-bad failure-message">
          <strong>{visibleText(failure.type)}</strong> {visibleText(failure.message)}
        </p>
      )}
      <FlowFacts flow={flow} namespace={namespace} />
    </div>
  );
}

function FlowFacts({ flow, namespace }: { readonly flow: Flow; readonly namespace: string }): JSX.Element {
  const now = useNow();
  const [start, end] = [momentOf(flow.startTime), momentOf(flow.endTime)];
  const labels = Object.entries(flow.labels).map(([key, value]) => `${key}=${value}`);
  const parent = flow.parent;
  return (
    <dl class="facts facts-row">
      <Fact name="Name">{visibleText(flow.name)}</Fact>
      <Fact name="Created">{formatMoment(momentOf(flow.createTime) ?? 0)}</Fact>
      <Fact name="Starts">{moment(flow.notBeforeTime)}</Fact>
      <Fact name="Ended">
        <span class="later-moment">{moment(flow.endTime) || "–"}</span>
      </Fact>
      <Fact name="Duration">
        <span class="live-figure">
          {start === undefined ? "–" : formatDuration((end ?? Math.max(start, now)) - start)}
        </span>
      </Fact>
      <Fact name="Deadline">{moment(flow.deadline)}</Fact>
      <Fact name="Priority">{flow.priority === 0 ? "" : String(flow.priority)}</Fact>
      <Fact name="Part of">
        {parent === undefined ? (
          ""
        ) : (
          <Link to={{ page: "flow", namespace, flowId: parent.flowId, query: { task: parent.taskId } }} class="id">
            {parent.flowId} / {parent.taskId}
          </Link>
        )}
      </Fact>
      <Fact name="Flows within">
        <Link to={{ page: "flows", namespace, query: { root: flow.rootFlowId } }}>list</Link>
      </Fact>
      <Fact name="Definition">
        <code title={flow.definitionDigest}>{flow.definitionDigest.slice(0, 12)}</code>
      </Fact>
      <Fact name="Labels">{visibleText(labels.join(" "))}</Fact>
    </dl>
  );
}

function moment(timestamp: Flow["endTime"]): string {
  const ms = momentOf(timestamp);
  return ms === undefined ? "" : formatMoment(ms);
}
