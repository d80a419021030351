/**
 * The contract, told by tests that every way in must pass.
 */
import { afterAll, beforeAll, describe, test } from "vitest";
import type { StartedSubject, SubjectKind } from "./subject.js";
import { TOPICS } from "./topics/index.js";
import { World } from "./world.js";

/** Runs all topics against one subject; the tests run concurrently, each in a namespace of its own. */
export function contractSuite(kind: SubjectKind): void {
  let subject: StartedSubject;
  beforeAll(async () => {
    subject = await kind.start();
  });
  afterAll(() => subject?.stop());

  describe.concurrent(kind.name, () => {
    for (const [topic, tests] of Object.entries(TOPICS)) {
      describe(topic, () => {
        for (const [name, body] of Object.entries(tests)) {
          test(name, ({ onTestFinished }) =>
            body(
              new World({
                subject,
                startAnother: kind.start,
                atEnd: (close) => onTestFinished(async () => void (await close())),
              }),
            ),
          );
        }
      });
    }
  });
}
