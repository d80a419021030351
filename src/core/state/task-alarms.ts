/**
 * The next timers of the tasks of one segment; a heap finds the earliest of them quickly.
 */

import type { CompiledNode } from "../definition/compiled-definition.js";
import { BinaryHeap } from "./binary-heap.js";
import { runsItems } from "./item-lists.js";
import type { NodeEntry } from "./node-entry.js";
import { isAtWork, isTerminalTask } from "./states.js";
import { nextTimer } from "./timers.js";

interface Alarm {
  readonly node: number;
  readonly time: number;
}

/** The nodes' next timers, the earliest first; stale alarms are dropped when they come to the top. */
class Alarms {
  readonly #heap = new BinaryHeap<Alarm>((a, b) => a.time < b.time);
  readonly #current = new Map<number, Alarm>();

  /** Sets the node's next alarm, or clears it. */
  set(node: number, time: number | undefined): void {
    if (this.#current.get(node)?.time === time) return;
    if (time === undefined) {
      this.#current.delete(node);
      return;
    }
    const alarm = { node, time };
    this.#current.set(node, alarm);
    this.#heap.push(alarm);
  }

  first(): Alarm | undefined {
    for (;;) {
      const top = this.#heap.first();
      if (top === undefined || this.#current.get(top.node) === top) return top;
      this.#heap.pop();
    }
  }
}

/** Of tasks that somebody works on, and of those that wait: a suspended flow rests only the latter. */
export class TaskAlarms {
  readonly #working = new Alarms();
  readonly #waiting = new Alarms();

  /** A task's entry is replaced. */
  set(number: number, node: CompiledNode, entry: NodeEntry): void {
    const time = isTerminalTask(entry.state) ? undefined : nextTimer(node, entry)?.time;
    // What is to be decided is offered in suspended flows, too.
    const isUnderWay = isAtWork(entry.state) || entry.item !== undefined;
    // What runs as the sum of its items waits as these do.
    const isWorkedOn = isUnderWay && !runsItems(entry);
    this.#working.set(number, isWorkedOn ? time : undefined);
    this.#waiting.set(number, isWorkedOn ? undefined : time);
  }

  /** The earliest; with `resting` only of tasks that somebody works on. */
  first(resting: boolean): Alarm | undefined {
    const working = this.#working.first();
    if (resting) return working;
    const waiting = this.#waiting.first();
    if (working === undefined || waiting === undefined) return working ?? waiting;
    return working.time <= waiting.time ? working : waiting;
  }
}
