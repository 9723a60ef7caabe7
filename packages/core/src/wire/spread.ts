const toMilliseconds = (seconds: number): number => Math.round(seconds * 1000) / 1000

/** Times for texts of which only the stretch they share is known: each gets its part by number of characters. */
export function spread(
  texts: readonly string[],
  from: number,
  to: number,
): { start: number; end: number }[] {
  const weights = texts.map((text) => Math.max(1, text.length))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const length = Math.max(0, to - from)
  let passed = 0
  const edges = weights.map((weight) => {
    passed += weight
    return Math.min(to, Math.max(from, toMilliseconds(from + (length * passed) / total)))
  })
  return texts.map((_text, index) => ({
    start: edges[index - 1] ?? from,
    end: index === texts.length - 1 ? Math.max(from, to) : (edges[index] ?? from),
  }))
}
