/**
 * What the service itself refuses, beside what the engine refuses: access, and messages that it cannot read.
 */

export type ServiceErrorReason = "UNAUTHENTICATED" | "TOKEN_EXPIRED" | "PERMISSION_DENIED" | "UNKNOWN_FIELD";

export class ServiceError extends Error {
  override readonly name = "ServiceError";
  readonly reason: ServiceErrorReason;
  readonly metadata: Readonly<Record<string, string>>;

  /** The cause is for the log alone. */
  constructor(
    reason: ServiceErrorReason,
    message: string,
    metadata: Readonly<Record<string, string>> = {},
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.reason = reason;
    this.metadata = metadata;
  }
}
