// Runs one simulation at a time, and keeps what the last one has told.
import type { MessageInitShape } from "@bufbuild/protobuf";
import { useRef, useState } from "preact/hooks";
import type { SimulateFlowRequestSchema, SimulateFlowResponse } from "#gen/lazyengine/v1/service_pb.js";
import { type CallError, callErrorOf } from "../engine/call-error.js";
import { usePage } from "../shell/page-context.js";

export interface SimulationRun {
  readonly result: SimulateFlowResponse | undefined;
  readonly busy: boolean;
  readonly error: CallError | undefined;
  readonly run: (request: MessageInitShape<typeof SimulateFlowRequestSchema>) => Promise<void>;
}

export function useSimulation(): SimulationRun {
  const { engine, namespace, onFailure } = usePage();
  const [state, setState] = useState<Omit<SimulationRun, "run">>({ result: undefined, busy: false, error: undefined });
  const latest = useRef(0);
  const run: SimulationRun["run"] = async (request) => {
    latest.current += 1;
    const own = latest.current;
    setState(({ result }) => ({ result, busy: true, error: undefined }));
    try {
      const result = await engine.simulateFlow({ namespace, ...request });
      if (own === latest.current) setState({ result, busy: false, error: undefined });
    } catch (failure) {
      const error = callErrorOf(failure);
      onFailure(error);
      if (own === latest.current) setState({ result: undefined, busy: false, error });
    }
  };
  return { ...state, run };
}
