/**
 * What the service itself refuses, beside what the engine refuses: access, and messages that it cannot read.
 */

export type ServiceErrorReason = "UNAUTHENTICATED" | "PERMISSION_DENIED" | "UNKNOWN_FIELD";

export class ServiceError extends Error {
  override readonly name = "ServiceError";
  readonly reason: ServiceErrorReason;
  readonly metadata: Readonly<Record<string, string>>;

  constructor(reason: ServiceErrorReason, message: string, metadata: Readonly<Record<string, string>> = {}) {
    super(message);
    this.reason = reason;
    this.metadata = metadata;
  }
}
