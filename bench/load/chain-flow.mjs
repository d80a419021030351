/**
 * A chain of tasks, each with 200 bytes of input.
 */

export function chainOf(length, type) {
  return {
    name: "chain",
    tasks: Array.from({ length }, (_, index) => ({
      name: `t${index}`,
      type,
      input: "x".repeat(198),
      dependsOn: index === 0 ? [] : [`t${index - 1}`],
    })),
  };
}
