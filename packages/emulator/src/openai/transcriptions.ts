import type { Transcript } from '@cuekit/core'
import type { Hearing } from '../hearing.ts'
import { bill, type LedgerCall } from '../ledger.ts'
import { mediaSource } from '../media-source.ts'
import { readBody } from '../read-body.ts'
import { diarizedJson } from './diarized.ts'
import { hearingError, tooLarge, unreadableAudio } from './errors.ts'
import { eventStream } from './event-stream.ts'
import { parseForm, type TranscriptionForm } from './form.ts'
import { secondsOf, srt, verboseJson, vtt } from './formats.ts'

/** 25 MiB, counted on the whole multipart body. */
const MAX_BODY = 26_214_400

/** `POST /v1/audio/transcriptions` */
export async function transcriptions(
  request: Request,
  call: LedgerCall,
  hearing: Hearing,
): Promise<Response> {
  const { bytes, total } = await readBody(request, MAX_BODY, call)
  if (bytes === undefined) return tooLarge(MAX_BODY, total)
  const form = await parseForm(bytes, request.headers.get('content-type'))
  if (form instanceof Response) return form
  const source = await mediaSource(form.file)
  if (source === undefined) return unreadableAudio()
  try {
    const transcript = await hearing.hear(source, form.options, { signal: request.signal })
    call.billed = bill(secondsOf(transcript), form.model.usdPerMinute)
    return answer(transcript, form)
  } catch (error) {
    return hearingError(error)
  }
}

/**
 * Content types: nobody recorded what OpenAI sends for srt and vtt. whisper.cpp's server is recorded with
 * `application/x-subrip` and `text/vtt`, which are also the formats' own types.
 */
function answer(transcript: Transcript, form: TranscriptionForm): Response {
  const text = (body: string, type: string): Response =>
    new Response(body, { headers: { 'content-type': type } })
  const usage =
    form.model.usage === 'duration'
      ? { type: 'duration', seconds: Math.ceil(secondsOf(transcript)) }
      : undefined
  if (form.stream) {
    return eventStream(transcript, { diarized: form.format === 'diarized_json', usage })
  }
  switch (form.format) {
    case 'text':
      return text(`${transcript.text}\n`, 'text/plain; charset=utf-8')
    case 'srt':
      return text(srt(transcript), 'application/x-subrip')
    case 'vtt':
      return text(vtt(transcript), 'text/vtt')
    case 'verbose_json':
      return Response.json(
        verboseJson(transcript, {
          words: form.words,
          temperature: form.options.temperature,
          language: form.options.language,
        }),
      )
    case 'diarized_json':
      return Response.json(diarizedJson(transcript))
    default:
      return Response.json({ text: transcript.text, ...(usage && { usage }) })
  }
}
