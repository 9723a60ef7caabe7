// The answer to an hour of speech, 9,000 words: from its text to a valid transcript, beside JSON.parse alone.
export const row = {
  name: 'one-hour answer: parse, validate, map',
  unit: 'ms',
  figure: 'ms',
  smallerIsBetter: true,
  rounds: 5,
  contenders: { cuekit: 'answer-cuekit.mjs', 'JSON.parse': 'answer-json.mjs' },
  prepare: async () => ({ args: [], dispose: async () => {} }),
}
