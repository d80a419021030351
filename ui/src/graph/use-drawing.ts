// The drawing of a graph, made in a worker: the one before stays until the next one is there.
import { useEffect, useRef, useState } from "preact/hooks";
import type { Graph } from "./graph.js";
import type { Drawing, GraphJob } from "./graph-job.js";

let shared: Worker | undefined;
let lastId = 0;

/** The worker of all graphs. Asked for before there is a graph, it is loaded while that is read. */
export function graphWorker(): Worker {
  shared ??= new Worker(new URL("./graph-worker.ts", import.meta.url), { type: "module" });
  return shared;
}

export function useDrawing(graph: Graph | undefined, open: ReadonlySet<number>): Drawing | undefined {
  const [drawing, setDrawing] = useState<Drawing | undefined>(undefined);
  const latest = useRef(0);
  useEffect(() => {
    const worker = graphWorker();
    const take = (event: MessageEvent<Drawing>): void => {
      // Others draw by the same worker, and what was asked for before a newer one is out of date.
      if (event.data.id === latest.current) setDrawing(event.data);
    };
    worker.addEventListener("message", take);
    return () => worker.removeEventListener("message", take);
  }, []);
  useEffect(() => {
    if (graph === undefined || graph.count === 0) return;
    lastId += 1;
    latest.current = lastId;
    graphWorker().postMessage({ id: latest.current, graph, open: [...open] } satisfies GraphJob);
  }, [graph, open]);
  return drawing;
}
