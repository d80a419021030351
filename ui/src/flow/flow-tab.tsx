// The view of a flow's tasks that was chosen.
import type { JSX } from "preact";
import type { Flow } from "#gen/lazyengine/v1/flow_pb.js";
import type { Route } from "../shell/route.js";
import { useNow } from "../shell/use-now.js";
import { FlowSimulation } from "../simulate/flow-simulation.js";
import { TimelineTab } from "../timeline/timeline-tab.js";
import type { FlowModel } from "./flow-model.js";
import { GraphTab } from "./graph-tab.js";
import type { Tab } from "./tabs.js";
import { filterTasks, type TaskFilter } from "./task-filter.js";
import { TaskFilterForm } from "./task-filter-form.js";
import { LocalPages, TaskTable } from "./tasks-tab.js";

interface FlowTabProps {
  readonly tab: Tab;
  readonly route: Route;
  readonly flow: Flow;
  /** Of a large flow its page of tasks. */
  readonly model: FlowModel;
  readonly filter: TaskFilter;
  readonly paged: boolean;
  /** Which page; 0 = all tasks. */
  readonly part: number;
  readonly ready: boolean;
  readonly tick: number;
  readonly selected: string;
  readonly onTask: (taskId: string) => void;
}

export function FlowTab(props: FlowTabProps): JSX.Element {
  const { tab, flow, model, filter, paged, part, ready, tick, selected, route, onTask } = props;
  const now = useNow();
  switch (tab) {
    case "graph":
      return <GraphTab key={part} {...{ model, selected, onTask, tick, ready }} />;
    case "timeline":
      return <TimelineTab key={part} {...{ flow, model, tasks: model.tasks, tick, now, selected, onTask }} />;
    case "tasks": {
      const tasks = paged ? model.tasks : filterTasks(model.tasks, filter);
      const table = { tasks, selected, now, onTask };
      return (
        <>
          <TaskFilterForm {...{ route, filter, byBegin: paged }} />
          {paged ? <TaskTable {...table} /> : <LocalPages {...table} total={model.tasks.length} />}
        </>
      );
    }
    case "simulate":
      return <FlowSimulation {...{ flow, model: paged ? undefined : model, selected, onTask }} />;
  }
}
