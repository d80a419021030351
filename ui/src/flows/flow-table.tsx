// The flows of one page, a row each.
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import type { Flow } from "#gen/lazyengine/v1/flow_pb.js";
import { formatAge, formatDuration, formatMoment, momentOf } from "../format/time.js";
import { visibleText } from "../format/visible-text.js";
import { Link } from "../shell/links.js";
import { moveAmongRows } from "../shell/roving-rows.js";
import { sharesOf } from "../states/counts.js";
import { CountsBar, FlowStateChip } from "../states/state-views.js";
import type { FlowList } from "./flow-list.js";

interface FlowTableProps {
  readonly list: FlowList;
  readonly namespace: string;
  readonly now: number;
}

export function FlowTable({ list, namespace, now }: FlowTableProps): JSX.Element {
  const body = useRef<HTMLTableSectionElement>(null);
  return (
    <table class="rows flows-table">
      <caption class="unseen">Flows, newest first</caption>
      <thead>
        <tr>
          <th scope="col" class="w-state">
            State
          </th>
          <th scope="col">Flow</th>
          <th scope="col">Name</th>
          <th scope="col" class="w-progress">
            Tasks ended
          </th>
          <th scope="col" class="w-time">
            Created
          </th>
          <th scope="col" class="w-duration figure">
            Duration
          </th>
          <th scope="col">Labels</th>
        </tr>
      </thead>
      <tbody ref={body} onKeyDown={(event) => moveAmongRows(event, body.current)}>
        {list.flows.map((flow) => (
          <FlowRow key={flow.flowId} {...{ flow, namespace, now }} gone={list.deleted.has(flow.flowId)} />
        ))}
      </tbody>
    </table>
  );
}

interface FlowRowProps {
  readonly flow: Flow;
  readonly namespace: string;
  readonly now: number;
  readonly gone: boolean;
}

function FlowRow({ flow, namespace, now, gone }: FlowRowProps): JSX.Element {
  const created = momentOf(flow.createTime);
  const start = momentOf(flow.startTime);
  return (
    <tr class={gone ? "gone" : undefined}>
      <td>{gone ? <span class="chip tone-dropped">deleted</span> : <FlowStateChip state={flow.state} />}</td>
      <td class="cut">
        <Link to={{ page: "flow", namespace, flowId: flow.flowId }} class="id" title={flow.flowId}>
          {flow.flowId}
        </Link>
      </td>
      <td class="cut" title={flow.name}>
        {visibleText(flow.name)}
      </td>
      <td>
        <CountsBar shares={sharesOf(flow.counts)} />
      </td>
      <td>{created === undefined ? "" : <time title={formatMoment(created)}>{formatAge(created, now)}</time>}</td>
      <td class="figure">
        {start === undefined ? "" : formatDuration((momentOf(flow.endTime) ?? Math.max(now, start)) - start)}
      </td>
      <td class="cut">
        <Labels labels={flow.labels} />
      </td>
    </tr>
  );
}

function Labels({ labels }: { readonly labels: Readonly<Record<string, string>> }): JSX.Element {
  const pairs = Object.entries(labels).map(([key, value]) => visibleText(`${key}=${value}`));
  return <span title={pairs.join("\n")}>{pairs.join(" ")}</span>;
}
