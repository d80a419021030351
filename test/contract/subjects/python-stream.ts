/**
 * A stream of the Python client, read frame by frame through the driver.
 */
import type { Stream } from "../subject.js";
import type { PythonDriver } from "./python-driver.js";
import type { Plain } from "./python-values.js";

export interface OpenStream<Frame> extends Stream<Frame> {
  /** Sends a frame of the client's once the stream is open. */
  send(kind: string, content: Plain): Promise<void>;
}

/** `frameOf` gives undefined for what is no frame to the reader. */
export function pythonStream<Frame>(
  driver: PythonDriver,
  stream: string,
  params: Plain,
  frameOf: (kind: string, content: Plain) => Frame | undefined,
): OpenStream<Frame> {
  const opened = driver.ask("open", { stream, ...params }) as Promise<{ readonly stream: string }>;
  // The reader learns of it.
  opened.catch(() => undefined);
  let closed = false;
  const frames = async function* (): AsyncGenerator<Frame> {
    const { stream: id } = await opened;
    for (;;) {
      const { frame } = (await driver.ask("next", { stream: id })) as { readonly frame: Record<string, Plain> | null };
      if (frame === null || closed) return;
      for (const [kind, content] of Object.entries(frame)) {
        const told = frameOf(kind, content);
        if (told !== undefined) yield told;
      }
    }
  };
  return {
    frames: frames(),
    send: async (kind, content) => {
      const { stream: id } = await opened;
      await driver.ask("send", { stream: id, [kind]: content });
    },
    close: async () => {
      closed = true;
      // A stream that was refused, or whose driver is gone, is closed.
      await opened.then(({ stream: id }) => driver.ask("close", { stream: id })).catch(() => undefined);
    },
  };
}
