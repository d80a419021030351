// The buttons of a flow, each with a confirmation.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Flow } from "#gen/lazyengine/v1/flow_pb.js";
import { usePage } from "../shell/page-context.js";
import { ConfirmDialog } from "./confirm-dialog.js";
import { orderFlow } from "./flow-calls.js";
import { useKeptFocus } from "./kept-focus.js";
import { type FlowAction, offeredFlowActions } from "./offered-actions.js";

interface Wording {
  readonly verb: string;
  readonly text: string;
  readonly danger?: boolean;
}

const WORDINGS: Readonly<Record<FlowAction, Wording>> = {
  suspend: { verb: "Suspend", text: "Nothing more is offered until it is resumed. What is claimed goes on." },
  resume: { verb: "Resume", text: "What is ready is offered again." },
  retry: {
    verb: "Retry",
    text: "Every task that failed or was cancelled runs again, with its tries counted anew; a flow that has ended goes on.",
  },
  revert: { verb: "Revert", text: "All that was done is undone in reverse order, as far as it can be.", danger: true },
  cancel: {
    verb: "Cancel",
    text: "Nothing more starts. Who holds a claimed task has 30 seconds to bring its outcome.",
    danger: true,
  },
  delete: { verb: "Delete", text: "The flow and its payloads are removed for good.", danger: true },
};

interface FlowActionsProps {
  readonly flow: Flow;
  readonly onDone: (flow: Flow | undefined) => void;
}

export function FlowActions({ flow, onDone }: FlowActionsProps): JSX.Element {
  const { engine, access } = usePage();
  const keptFocus = useKeptFocus();
  const [asked, setAsked] = useState<FlowAction | undefined>(undefined);
  const wording = asked === undefined ? undefined : WORDINGS[asked];
  return (
    <div class="actions" {...keptFocus}>
      {offeredFlowActions(flow, access.verbs).map((action) => (
        <button
          key={action}
          type="button"
          class={WORDINGS[action].danger ? "danger" : undefined}
          onClick={() => setAsked(action)}
        >
          {WORDINGS[action].verb}
        </button>
      ))}
      {asked === undefined || wording === undefined ? null : (
        <ConfirmDialog
          title={`${wording.verb} ${flow.flowId}?`}
          {...{ text: wording.text, verb: wording.verb, danger: wording.danger ?? false, askReason: true }}
          onConfirm={async (requestId, reason) => onDone(await orderFlow(engine, asked, { flow, requestId, reason }))}
          onClose={() => setAsked(undefined)}
        />
      )}
    </div>
  );
}
