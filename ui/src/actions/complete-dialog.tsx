// Says what became of a task that waits for an outsider: a result, a failure, or that it was given up.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Flow } from "#gen/lazyengine/v1/flow_pb.js";
import { usePage } from "../shell/page-context.js";
import { ConfirmDialog } from "./confirm-dialog.js";
import { completeTask, type Outcome, type TaskOrder } from "./flow-calls.js";

interface CompleteDialogProps {
  readonly order: Omit<TaskOrder, "requestId" | "reason">;
  readonly onDone: (flow: Flow | undefined) => void;
  readonly onClose: () => void;
}

const EMPTY = { json: "", type: "", message: "", retryable: true };

export function CompleteDialog({ order, onDone, onClose }: CompleteDialogProps): JSX.Element {
  const { engine } = usePage();
  const [kind, setKind] = useState<Outcome["kind"]>("result");
  const [entered, setEntered] = useState(EMPTY);
  const change = (part: Partial<typeof EMPTY>): void => setEntered({ ...entered, ...part });
  const fault = faultOf(kind, entered);
  return (
    <ConfirmDialog
      title={`Complete ${order.taskId}`}
      text="Its outcome is recorded at once and counts as the executor's own would."
      {...{ verb: "Record", danger: false, askReason: false, valid: fault === "" }}
      onConfirm={async (requestId) => onDone(await completeTask(engine, { ...order, requestId }, { kind, ...entered }))}
      onClose={onClose}
    >
      <OutcomeFields {...{ kind, entered, setKind, change }} />
      {fault === "" ? null : (
        <p class="bad-text" role="status">
          {fault}
        </p>
      )}
    </ConfirmDialog>
  );
}

interface OutcomeFieldsProps {
  readonly kind: Outcome["kind"];
  readonly entered: typeof EMPTY;
  readonly setKind: (kind: Outcome["kind"]) => void;
  readonly change: (part: Partial<typeof EMPTY>) => void;
}

function OutcomeFields({ kind, entered, setKind, change }: OutcomeFieldsProps): JSX.Element {
  return (
    <>
      <label class="field">
        Outcome
        <select value={kind} onChange={(event) => setKind(event.currentTarget.value as Outcome["kind"])}>
          <option value="result">It succeeded</option>
          <option value="failure">It failed</option>
          <option value="cancelled">It was given up</option>
        </select>
      </label>
      {kind === "result" ? (
        <label class="field">
          Result in JSON (empty = none)
          <textarea
            rows={6}
            spellcheck={false}
            value={entered.json}
            onInput={(event) => change({ json: event.currentTarget.value })}
          />
        </label>
      ) : null}
      {kind === "failure" ? (
        <label class="field">
          Type, a short name for programs
          <input type="text" value={entered.type} onInput={(event) => change({ type: event.currentTarget.value })} />
        </label>
      ) : null}
      {kind === "result" ? null : (
        <label class="field">
          Message
          <input
            type="text"
            value={entered.message}
            onInput={(event) => change({ message: event.currentTarget.value })}
          />
        </label>
      )}
      {kind === "failure" ? (
        <label class="check">
          <input
            type="checkbox"
            checked={entered.retryable}
            onChange={(event) => change({ retryable: event.currentTarget.checked })}
          />
          May be tried again, as its retry policy says
        </label>
      ) : null}
    </>
  );
}

function faultOf(kind: Outcome["kind"], { json, type }: typeof EMPTY): string {
  if (kind === "failure") return type.trim() === "" ? "A failure has a type." : "";
  if (kind === "cancelled" || json.trim() === "") return "";
  try {
    JSON.parse(json);
    return "";
  } catch (error) {
    return `result: ${(error as Error).message}`;
  }
}
