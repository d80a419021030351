/**
 * The contract, told by tests that every way in must pass.
 */
import { afterAll, beforeAll, describe, test } from "vitest";
import type { StartedSubject, SubjectKind } from "./subject.js";
import { LARGE_TOPICS, TOPICS } from "./topics/index.js";
import { type ContractTest, type Topic, World } from "./world.js";

/** Runs all topics against one subject; the tests run concurrently, each in a namespace of its own, but for large ones. */
export function contractSuite(kind: SubjectKind): void {
  let subject: StartedSubject;
  beforeAll(async () => {
    subject = await kind.start();
  });
  afterAll(() => subject?.stop());

  const run = (body: ContractTest, atEnd: (close: () => Promise<unknown>) => void) =>
    body(new World({ subject, startAnother: kind.start, atEnd }));

  describe.concurrent(kind.name, () => topics(TOPICS, run));
  describe(kind.name, () => topics(LARGE_TOPICS, run));
}

type Run = (body: ContractTest, atEnd: (close: () => Promise<unknown>) => void) => Promise<void>;

function topics(told: Readonly<Record<string, Topic>>, run: Run): void {
  for (const [topic, tests] of Object.entries(told)) {
    describe(topic, () => {
      for (const [name, body] of Object.entries(tests)) {
        test(name, ({ onTestFinished }) => run(body, (close) => onTestFinished(async () => void (await close()))));
      }
    });
  }
}
