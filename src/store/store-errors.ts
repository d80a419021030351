/**
 * What a store can fail with. Everything else that it throws is a bug.
 */

/** The store does not answer, or what it answered does not tell whether a write landed. */
export class StoreUnavailable extends Error {
  override readonly name = "StoreUnavailable";
}

/** The store has definitely refused a write, which will never land as it is: too large, or against its rules. */
export class WriteRejected extends Error {
  override readonly name = "WriteRejected";
}

/** A read has to look at more than the store gets through in the time that the read was given. */
export class ReadTooLong extends Error {
  override readonly name = "ReadTooLong";
}

/** The stored format is newer than this code: nothing may be written. */
export class FormatTooNew extends Error {
  override readonly name = "FormatTooNew";
  /** The stored one, and the newest that this code knows. */
  readonly formats: { readonly stored: number; readonly supported: number };

  constructor(message: string, formats: FormatTooNew["formats"]) {
    super(message);
    this.formats = formats;
  }
}

/** The position of a change feed is no longer in the store's history. */
export class PositionLost extends Error {
  override readonly name = "PositionLost";
}

/** The deployment cannot serve as a store; the message says what to do. */
export class StoreUnsuitable extends Error {
  override readonly name = "StoreUnsuitable";
}

/**
 * The connection string, or what it names, is none that can be used: nothing was connected. The message has nothing of its
 * credentials.
 */
export class StoreAddressInvalid extends Error {
  override readonly name = "StoreAddressInvalid";
  readonly setting: "uri" | "database";

  constructor(setting: StoreAddressInvalid["setting"], message: string) {
    super(message);
    this.setting = setting;
  }
}
