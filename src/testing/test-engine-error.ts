/**
 * A test that cannot go on: what it waits for cannot come, or it asks for what is not there.
 */
export class TestEngineError extends Error {
  override readonly name = "TestEngineError";
}
