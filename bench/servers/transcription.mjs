// Drains a request body and answers a verbose transcription, in a process of its own.
import { createServer } from 'node:http'

const answer = JSON.stringify({
  task: 'transcribe',
  language: 'english',
  duration: 60,
  text: 'one two three',
  segments: Array.from({ length: 30 }, (_, id) => ({
    id,
    start: id * 2,
    end: id * 2 + 1.5,
    text: ' one two three',
  })),
})

const server = createServer((request, response) => {
  request.resume()
  request.once('end', () => response.setHeader('content-type', 'application/json').end(answer))
})
server.requestTimeout = 0
server.listen(0, '127.0.0.1', () => process.send?.(server.address().port))
