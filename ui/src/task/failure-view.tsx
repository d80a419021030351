// A failure with what led to it.
import type { JSX } from "preact";
import type { Failure } from "#gen/lazyengine/v1/failure_pb.js";
import { visibleText } from "../format/visible-text.js";
import { PayloadView } from "./payload-view.js";

interface FailureViewProps {
  readonly title: string;
  readonly failure: Failure | undefined;
}

export function FailureView({ title, failure }: FailureViewProps): JSX.Element | null {
  if (failure === undefined) return null;
  return (
    <section class="failure">
      <h3>{title}</h3>
      <p>
        <strong class="bad-text">{visibleText(failure.type)}</strong>
        {failure.retryable === false ? <span class="quiet"> not to be tried again</span> : null}
      </p>
      <p class="failure-message">{visibleText(failure.message)}</p>
      <PayloadView title="Details" payload={failure.details} />
      {failure.causes.map((cause, index) => (
        <FailureView key={index} title="Caused by" failure={cause} />
      ))}
    </section>
  );
}
