import type { Scenario } from './answer.ts'

/** E.3: the work is done, but the answer is an error with status 200: 302's object, whisper.cpp's string. */
export const errorWith200: Scenario = (answer) => ({
  ...answer,
  status: 200,
  body: {
    error:
      answer.api === '302'
        ? { err_code: -10008, message: 'No channel is available right now.' }
        : 'failed to process audio',
  },
})
