import type { Warning } from '../schemas/transcript.ts'

const TEXTS = {
  word_times_estimated: (count: number) =>
    `${count} word time${count === 1 ? ' was' : 's were'} missing or impossible and had to be estimated.`,
  word_dropped: (count: number) => `${count} word${count === 1 ? '' : 's'} without text left out.`,
  word_parts_joined: (count: number) => `${count} word parts joined to whole words.`,
  words_missing: () => 'The service sent no word times although they were asked for.',
  words_unplaced: () => 'The words were placed into segments by time; their texts differ.',
  segment_times_estimated: (count: number) =>
    `The times of ${count} segment${count === 1 ? '' : 's'} had to be estimated.`,
  segments_reordered: () => 'The segments came out of order and were sorted.',
  segment_dropped: (count: number) =>
    `${count} segment${count === 1 ? '' : 's'} without text left out.`,
  segments_missing: () => 'The service sent no segments: the whole text is one segment.',
  no_speech: () => 'The service found no speech.',
  language_unknown: () => 'The service named a language that is not known.',
} satisfies Record<string, (count: number) => string>

type WarningCode = keyof typeof TEXTS

export interface Warnings {
  /** Counted per code; the first place is kept. */
  add(code: WarningCode, at?: NonNullable<Warning['at']>): void
  list(): Warning[]
}

/** Collects what had to be repaired: one warning per kind however often it happened, so that a long file stays readable. */
export function createWarnings(): Warnings {
  const found = new Map<WarningCode, { count: number; at?: NonNullable<Warning['at']> }>()
  return {
    add(code, at) {
      const entry = found.get(code)
      if (entry) entry.count += 1
      else found.set(code, { count: 1, ...(at ? { at } : {}) })
    },
    list: () =>
      Array.from(found, ([code, { count, at }]) => ({
        code,
        message: TEXTS[code](count),
        ...(at ? { at } : {}),
      })),
  }
}
