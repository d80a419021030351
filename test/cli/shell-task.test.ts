// A task as a command: what becomes its result, what its failure, and that it ends with everything it started.
import { describe, expect, test } from "vitest";
import { runShellTask, type ShellTask } from "../../src/cli/shell-task.js";

function shellTask(command: readonly string[], more: Partial<ShellTask> = {}): ShellTask {
  return {
    command,
    input: "",
    environment: {},
    signal: new AbortController().signal,
    killAfterMs: 5_000,
    maxResultBytes: 1024,
    onStderr: () => undefined,
    ...more,
  };
}

describe("runShellTask", () => {
  test.each([
    ["JSON", "echo '{\"n\": [1, 2]}'", { kind: "result", value: { n: [1, 2] } }],
    ["a JSON text", "echo '\"x\"'", { kind: "result", value: "x" }],
    ["text", "echo two words; echo more", { kind: "result", value: "two words\nmore" }],
    ["nothing", "true", { kind: "result" }],
  ])("takes stdout as the result where it is %s", async (_, command, expected) => {
    expect(await runShellTask(shellTask([command]))).toEqual(expected);
  });

  test("gives the input on stdin and the environment", async () => {
    const task = shellTask(['cat; printf %s "$LAZYENGINE_TASK_ID"'], {
      input: "in-",
      environment: { LAZYENGINE_TASK_ID: "t1" },
    });
    expect(await runShellTask(task)).toEqual({ kind: "result", value: "in-t1" });
  });

  test("survives a command that does not read a large input", async () => {
    expect(await runShellTask(shellTask(["exit 0"], { input: "x".repeat(1024 * 1024) }))).toEqual({ kind: "result" });
  });

  test("runs several words as program and arguments, without a shell", async () => {
    expect(await runShellTask(shellTask(["printf", "%s|", "$HOME", "a b"]))).toEqual({
      kind: "result",
      value: "$HOME|a b|",
    });
  });

  test("takes another exit code than 0 as a failure with the end of stderr", async () => {
    const seen: string[] = [];
    const task = shellTask(["head -c 5000 /dev/zero | tr '\\0' x >&2; echo the end >&2; echo no result; exit 3"], {
      onStderr: (chunk) => seen.push(chunk.toString()),
    });
    const outcome = await runShellTask(task);
    expect(outcome).toMatchObject({
      kind: "failure",
      type: "COMMAND_FAILED",
      message: expect.stringMatching(/^exit code 3: x+the end$/),
      details: { exit_code: 3, signal: null, stderr: expect.stringMatching(/^x+the end$/) },
    });
    expect(outcome.kind === "failure" && outcome.details.stderr.length).toBeLessThanOrEqual(4096);
    expect(seen.join("")).toHaveLength(5000 + "the end\n".length);
  });

  test("takes a program that does not exist as a failure", async () => {
    expect(await runShellTask(shellTask(["no-such-program-here", "x"]))).toMatchObject({
      kind: "failure",
      type: "COMMAND_NOT_STARTED",
      message: expect.stringContaining("ENOENT"),
    });
  });

  test("takes more output than a result may have as a failure, with both sizes", async () => {
    expect(await runShellTask(shellTask(["head -c 2000 /dev/zero"]))).toMatchObject({
      kind: "failure",
      type: "RESULT_TOO_LARGE",
      message: "the command printed 2000 bytes, a result has at most 1024",
    });
  });

  test("ends the command and what it started when the signal does", async () => {
    const abort = new AbortController();
    // It resolves once nobody holds the command's output any more: were the sleep left behind, that would be never.
    const running = runShellTask(
      shellTask(["sleep 600 & echo up >&2; wait"], {
        signal: abort.signal,
        killAfterMs: 60_000,
        onStderr: () => abort.abort(),
      }),
    );
    expect(await running).toMatchObject({ kind: "failure", details: { signal: "SIGTERM" } });
  });

  test("kills a command that ignores SIGTERM when its time is up", async () => {
    const abort = new AbortController();
    const running = runShellTask(
      shellTask(["trap '' TERM; echo up >&2; while true; do sleep 600; done"], {
        signal: abort.signal,
        killAfterMs: 50,
        onStderr: () => abort.abort(),
      }),
    );
    expect(await running).toMatchObject({ kind: "failure", details: { signal: "SIGKILL" } });
  });
});
