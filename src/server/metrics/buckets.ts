/**
 * The upper bounds of histograms.
 */

/** From one millisecond, doubled, to half a minute; seconds. */
export const LATENCIES = Array.from({ length: 16 }, (_, power) => 2 ** power / 1000);

export const SIZES = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024];
