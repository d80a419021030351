/**
 * `lazyengine explain`: why a task does not run, or why it did.
 */
import { Command } from "commander";
import { clientCommand } from "../client-command.js";
import { EXIT } from "../exit-code.js";
import { renderExplanation } from "../terminal/explanation.js";

export function explainCommand(): Command {
  const command = new Command("explain")
    .description("Tells why a task does not run, or why it did, the decisive reason first.")
    .argument("<flow-id>", "the flow")
    .argument("<task-id>", "the task within the flow");
  return clientCommand(command, async ({ client, output, call }, [flowId = "", taskId = ""]) => {
    const explanation = await client.explainTask(flowId, taskId, call);
    output.show({ value: explanation, names: [taskId], table: (view) => renderExplanation(explanation, view) });
    return EXIT.done;
  });
}
