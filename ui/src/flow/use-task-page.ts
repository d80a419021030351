// A page of the tasks of a large flow, read again while the flow changes, at most once a second.
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { FlowView } from "#gen/lazyengine/v1/flow_pb.js";
import { type CallError, callErrorOf } from "../engine/call-error.js";
import { usePage } from "../shell/page-context.js";
import { FlowModel } from "./flow-model.js";
import type { TaskFilter } from "./task-filter.js";

export const TASKS_OF_A_LARGE_FLOW = 200;
const READ_AGAIN_MS = 1_000;

export interface TaskPage {
  /** The tasks of the page as a small flow, for graph, timeline and table alike. */
  readonly model: FlowModel;
  /** Rises each time that the page is read. */
  readonly tick: number;
  readonly nextPageToken: string;
  readonly error: CallError | undefined;
}

interface Asked {
  readonly flowId: string;
  /** Which run of the id it is. */
  readonly run: number;
  readonly filter: TaskFilter;
  readonly pageToken: string;
  /** False = the flow is not read by pages. */
  readonly wanted: boolean;
  /** Rises with each change of the flow. */
  readonly version: bigint;
}

const EMPTY = { model: new FlowModel(), tick: 0, nextPageToken: "", error: undefined, run: 0 };

export function useTaskPage({ flowId, run, filter, pageToken, wanted, version }: Asked): TaskPage {
  const { engine, namespace, onFailure } = usePage();
  const [page, setPage] = useState<TaskPage & { readonly run: number }>(EMPTY);
  const reading = useReading(wanted, version);
  const key = JSON.stringify([namespace, flowId, run, filter, pageToken, wanted]);
  // One model for one page, however often it is read: its graph is drawn once.
  const model = useMemo(() => new FlowModel(), [key]);
  useEffect(() => {
    if (!wanted) return;
    const ending = new AbortController();
    const { signal } = ending;
    const asked = { namespace, flowId, view: FlowView.TASKS, pageSize: TASKS_OF_A_LARGE_FLOW, pageToken };
    const filters = { states: [...filter.states], taskIdPrefix: filter.text };
    engine.getFlowDetails({ ...asked, ...filters }, { signal }).then(
      ({ tasks, nextPageToken }) => {
        model.takeIn([{ tasks }]);
        setPage(({ tick }) => ({ model, tick: tick + 1, nextPageToken, error: undefined, run }));
      },
      (failure: unknown) => {
        if (signal.aborted) return;
        const error = callErrorOf(failure);
        onFailure(error);
        setPage((before) => ({ ...(before.run === run ? before : EMPTY), error, run }));
      },
    );
    return () => ending.abort();
  }, [model, reading, engine, onFailure]);
  return page.run === run ? page : EMPTY;
}

/** Rises when the page is to be read again: a second after the first change that it does not show. */
function useReading(wanted: boolean, version: bigint): bigint {
  const [shown, setShown] = useState(version);
  const latest = useRef(version);
  latest.current = version;
  const stale = wanted && shown !== version;
  useEffect(() => {
    if (!stale) return;
    // Not put off by further changes: a busy flow would never be read.
    const timer = setTimeout(() => setShown(latest.current), READ_AGAIN_MS);
    return () => clearTimeout(timer);
  }, [stale, shown]);
  return shown;
}
