/** Anything with a time, in seconds; `end` is the first moment it is not there any more. */
export interface Timed {
  start: number
  end: number
}

/**
 * A search over things in order of `start`: the index of the one that is there at a time, the latest started where
 * several are, or -1. Binary; where things overlap it walks back no further than something may still be going on.
 */
export function createActiveSearch(things: readonly Timed[]): (time: number) => number {
  let latest = -Infinity
  // The last end of all things up to each one: where that has passed, nothing before is left.
  const reach = things.map(({ end }) => (latest = Math.max(latest, end)))

  return (time) => {
    let low = 0
    let high = things.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((things[middle]?.start ?? Infinity) <= time) low = middle + 1
      else high = middle
    }
    for (let index = low - 1; index >= 0 && (reach[index] ?? 0) > time; index--) {
      if ((things[index]?.end ?? 0) > time) return index
    }
    return -1
  }
}

/** A search for the thing and the word in it at a time: their indexes, or -1. */
export function createWordSearch(
  cues: readonly (Timed & { words?: readonly Timed[] | undefined })[],
): (time: number) => readonly [cue: number, word: number] {
  const findCue = createActiveSearch(cues)
  const wordSearches = new Map<number, (time: number) => number>()

  return (time) => {
    const index = findCue(time)
    // Made when a cue comes on screen: a film has thousands.
    const findWord = wordSearches.get(index) ?? createActiveSearch(cues[index]?.words ?? [])
    wordSearches.set(index, findWord)
    return [index, findWord(time)]
  }
}
