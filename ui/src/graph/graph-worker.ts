// The worker's own file: does one job after the other, so that the page stays fluid meanwhile.
import { doGraphJob, type GraphJob } from "./graph-job.js";

addEventListener("message", (event: MessageEvent<GraphJob>) => {
  const drawing = doGraphJob(event.data);
  const { x, y, points } = drawing.layout;
  postMessage(drawing, { transfer: [x.buffer, y.buffer, points.buffer] });
});
