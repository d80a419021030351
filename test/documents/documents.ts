/**
 * The pages whose snippets and commands are run as they stand.
 */
export interface DocumentRow {
  /** From the root of the checkout. */
  readonly page: string;
  /**
   * Where its reader is. `checkout`: at its root, with what the commands of the page set up. `installed`: in an empty
   * folder where the packages are installed, with a server on the memory store.
   */
  readonly reader: "checkout" | "installed";
  /** Commands that the machine must have beside Node.js and Python; without them the page is left out, loudly. */
  readonly needs?: readonly string[];
}

export const DOCUMENTS: readonly DocumentRow[] = [
  { page: "README.md", reader: "installed" },
  { page: "docs/node-client.md", reader: "installed" },
  { page: "python/README.md", reader: "installed" },
  { page: "docs/taskflow.md", reader: "installed" },
  { page: "docs/integrations.md", reader: "installed" },
  { page: "docs/start-node.md", reader: "checkout" },
  { page: "docs/start-python.md", reader: "checkout" },
  { page: "docs/start-go.md", reader: "checkout", needs: ["go"] },
  { page: "docs/start-java.md", reader: "checkout", needs: ["mvn", "javac"] },
  { page: "docs/recipes/saga.md", reader: "installed" },
  { page: "docs/recipes/approval.md", reader: "installed" },
  { page: "docs/recipes/fan-out.md", reader: "installed" },
  { page: "docs/recipes/nightly.md", reader: "installed" },
  { page: "docs/recipes/taskflow-service.md", reader: "checkout" },
  { page: "docs/recipes/mistral-workflow.md", reader: "checkout" },
  { page: "docs/deployment.md", reader: "checkout" },
];
