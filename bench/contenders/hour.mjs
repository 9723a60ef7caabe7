// 9,000 words in 900 segments, as verbose_json answers them.
const word = (index) => ({
  word: `word${index % 500}`,
  start: index * 0.4,
  end: index * 0.4 + 0.35,
})
const words = Array.from({ length: 9000 }, (_, index) => word(index))
const segments = Array.from({ length: 900 }, (_, id) => {
  const own = words.slice(id * 10, id * 10 + 10)
  return {
    id,
    seek: id * 400,
    start: own[0].start,
    end: own[9].end,
    text: ` ${own.map((entry) => entry.word).join(' ')}.`,
    tokens: Array.from({ length: 14 }, (_, index) => 50_000 + index),
    temperature: 0,
    avg_logprob: -0.2712345678,
    compression_ratio: 1.4567,
    no_speech_prob: 0.00123,
  }
})

export const hour = JSON.stringify({
  task: 'transcribe',
  language: 'english',
  duration: 3600,
  text: segments.map(({ text }) => text).join(''),
  segments,
  words,
})

/** Median milliseconds of `run`, warmed up. */
export async function medianMs(run) {
  const times = []
  for (let round = 0; round < 60; round++) {
    const started = performance.now()
    await run()
    times.push(performance.now() - started)
  }
  return times.slice(20).sort((a, b) => a - b)[20]
}
