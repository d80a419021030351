// The drawing of a graph, made in a worker: the one before stays until the next one is there.
import { useEffect, useRef, useState } from "preact/hooks";
import type { Graph } from "./graph.js";
import type { Drawing, GraphJob } from "./graph-job.js";

export function useDrawing(graph: Graph | undefined, open: ReadonlySet<number>): Drawing | undefined {
  const [drawing, setDrawing] = useState<Drawing | undefined>(undefined);
  const worker = useRef<Worker | undefined>(undefined);
  const latest = useRef(0);
  useEffect(() => {
    const made = new Worker(new URL("./graph-worker.ts", import.meta.url), { type: "module" });
    made.addEventListener("message", (event: MessageEvent<Drawing>) => {
      // One that was asked for before a newer one is out of date.
      if (event.data.id === latest.current) setDrawing(event.data);
    });
    worker.current = made;
    return () => made.terminate();
  }, []);
  useEffect(() => {
    if (graph === undefined || graph.count === 0) return;
    latest.current += 1;
    worker.current?.postMessage({ id: latest.current, graph, open: [...open] } satisfies GraphJob);
  }, [graph, open]);
  return drawing;
}
