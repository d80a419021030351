// Simulates a flow from where it stands now.
import type { JSX } from "preact";
import type { Flow } from "#gen/lazyengine/v1/flow_pb.js";
import type { FlowModel } from "../flow/flow-model.js";
import { ErrorNote } from "../shell/error-note.js";
import { AssumptionsForm } from "./assumptions-form.js";
import { SimulationResult } from "./simulation-result.js";
import { useSimulation } from "./use-simulation.js";

interface FlowSimulationProps {
  readonly flow: Flow;
  /** All of the flow's tasks; undefined where only a page of them is at hand. */
  readonly model: FlowModel | undefined;
  readonly selected: string;
  readonly onTask: (taskId: string) => void;
}

export function FlowSimulation({ flow, model, selected, onTask }: FlowSimulationProps): JSX.Element {
  const { result, busy, error, run } = useSimulation();
  return (
    <>
      <p class="quiet intro">
        The flow goes on from where it stands now, on virtual time, decided as it will be; nothing is written.
      </p>
      <AssumptionsForm
        busy={busy}
        onRun={(assumptions) => void run({ ...assumptions, subject: { case: "flowId", value: flow.flowId } })}
      />
      {error === undefined ? null : <ErrorNote error={error} />}
      {result === undefined ? null : <SimulationResult {...{ result, selected, onTask }} nodes={model?.nodes} />}
    </>
  );
}
