// Names by the thousand.

/** `names` and as many others behind them as it takes to be `count`. */
export function manyNames(names: readonly string[], count: number): string[] {
  const more = Array.from({ length: Math.max(0, count - names.length) }, (_, at) => `host-${at + 1}.many.example`)
  return [...names, ...more]
}
