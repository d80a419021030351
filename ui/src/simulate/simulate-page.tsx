// Simulates a definition that is pasted, in the file form, or one that was put, by its name.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { GraphNode } from "../flow/flow-model.js";
import { ErrorNote } from "../shell/error-note.js";
import { usePage } from "../shell/page-context.js";
import type { Assumptions } from "./assumptions.js";
import { AssumptionsForm } from "./assumptions-form.js";
import { nodesOfSpec } from "./simulated-flow.js";
import { SimulationResult } from "./simulation-result.js";
import { useSimulation } from "./use-simulation.js";

const EXAMPLE = `name: example
tasks:
  - {name: fetch, type: fetch}
  - {name: check, type: check, depends_on: [fetch]}
  - {name: build, type: build, depends_on: [fetch]}
  - {name: publish, type: publish, depends_on: [check, build]}
`;

export function SimulatePage(): JSX.Element {
  const { engine, namespace } = usePage();
  const { result, busy, error, run } = useSimulation();
  const [text, setText] = useState(EXAMPLE);
  const [name, setName] = useState("");
  const [fault, setFault] = useState("");
  const [nodes, setNodes] = useState<readonly GraphNode[] | undefined>(undefined);
  const [selected, setSelected] = useState("");
  const simulate = async (assumptions: Assumptions): Promise<void> => {
    setFault("");
    setSelected("");
    if (name.trim() !== "") {
      const key = { case: "name" as const, value: name.trim() };
      // Without its tasks, as of a very large one, the graph is left out; that it is not there the simulation says.
      const { spec } = await engine.getDefinition({ namespace, key }).catch(() => ({ spec: undefined }));
      setNodes(spec === undefined ? undefined : nodesOfSpec(spec));
      return run({ ...assumptions, subject: { case: "definitionName", value: name.trim() } });
    }
    // Loaded when it is needed: it is as large as the rest of the page.
    const { parseFlowFile } = await import("../../../src/client/flow-file/parse-flow-file.js");
    try {
      const spec = parseFlowFile(text);
      setNodes(nodesOfSpec(spec));
      return run({ ...assumptions, subject: { case: "spec", value: spec } });
    } catch (refusal) {
      setFault((refusal as Error).message);
    }
  };
  return (
    <>
      <div class="page-head">
        <h1>Simulate</h1>
      </div>
      <p class="quiet intro">A definition runs on virtual time, decided as it would be; nothing is written.</p>
      <DefinitionField text={text} disabled={name.trim() !== ""} onText={setText} />
      <div class="fields">
        <label class="field">
          Or one that was put, by its name
          <input type="text" spellcheck={false} value={name} onInput={(event) => setName(event.currentTarget.value)} />
        </label>
        <AssumptionsForm busy={busy} onRun={(assumptions) => void simulate(assumptions)} />
      </div>
      {fault === "" ? null : (
        <p class="note note-bad" role="alert">
          {fault}
        </p>
      )}
      {error === undefined ? null : <ErrorNote error={error} />}
      {result === undefined || fault !== "" ? null : (
        <SimulationResult {...{ result, nodes, selected }} onTask={setSelected} />
      )}
    </>
  );
}

interface DefinitionFieldProps {
  readonly text: string;
  readonly disabled: boolean;
  readonly onText: (text: string) => void;
}

function DefinitionField({ text, disabled, onText }: DefinitionFieldProps): JSX.Element {
  return (
    <label class="field">
      Definition, in YAML or JSON
      <textarea
        rows={12}
        spellcheck={false}
        disabled={disabled}
        value={text}
        onInput={(event) => onText(event.currentTarget.value)}
      />
    </label>
  );
}
