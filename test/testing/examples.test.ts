// The tests of examples/testing, which docs/testing.md shows, on the package as its users have it.
import { distUrl } from "../run/once-per-run.js";

await distUrl();
await import("../../examples/testing/order.test.mjs");
