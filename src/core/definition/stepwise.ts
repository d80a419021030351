/**
 * Work on a large definition that pauses now and then, so that whoever drives it can do something else in between: a
 * second without an answer, and connections are taken for dead.
 */
export type Stepwise<Result> = Generator<void, Result, void>;

/** After work on so many tasks there is a pause. */
export const STEP_TASKS = 2_048;

/** Whether there is one after the task at this place. */
export function isStep(place: number): boolean {
  return place % STEP_TASKS === STEP_TASKS - 1;
}

/** Without pauses. */
export function atOnce<Result>(work: Stepwise<Result>): Result {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}
