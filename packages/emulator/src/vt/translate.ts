import { CuekitError } from '@cuekit/core'
import type { LedgerCall } from '../ledger.ts'
import { cueTime, type VtCue } from './cue.ts'
import { vtError } from './errors.ts'
import { readJson } from './read-json.ts'
import type { VtTasks } from './tasks.ts'

export interface TranslateRequest {
  model: string
  /** As the client sent them. */
  sourceLanguage: string
  targetLanguage: string
  /** One a segment, trimmed. */
  texts: string[]
}

/** Translates as many texts as it was given, in their order. */
export type Translate = (
  request: TranslateRequest,
  context: { signal: AbortSignal },
) => Promise<string[]>

export interface TranslationOptions {
  tasks: VtTasks
  translate: Translate | undefined
}

interface WireSegment {
  start: number
  end: number
  text: string
}

/** `POST /302/vt/subtitle/translate`. Not billed: the price is that of the language model, which nobody asked. */
export async function translation(
  request: Request,
  call: LedgerCall,
  { tasks, translate }: TranslationOptions,
): Promise<Response> {
  const body = await readJson(request, call)
  if (translate === undefined) {
    return vtError(
      request,
      '-10009',
      'Give the emulator a translator: createEmulator({ translate }).',
    )
  }
  if (body === undefined) return vtError(request, '-10011', 'The body has to be a JSON object.')
  const { model, src_lang: sourceLanguage, tgt_lang: targetLanguage, subtitle } = body
  if (!isText(model) || !isText(sourceLanguage) || !isText(targetLanguage)) {
    return vtError(request, '-10011', 'model, src_lang and tgt_lang have to be strings.')
  }
  const segments = readSegments(subtitle)
  if (segments === undefined) {
    return vtError(request, '-10011', 'subtitle.segments has to hold start, end and text.')
  }
  const texts = segments.map(({ text }) => text.trim())
  const id = tasks.submit(async ({ signal }) => {
    const translated = await translate({ model, sourceLanguage, targetLanguage, texts }, { signal })
    if (translated.length !== texts.length) {
      const counts = `${translated.length} texts for ${texts.length}`
      throw new CuekitError('invalid_response', `The translator gave ${counts}.`)
    }
    return { src_subtitle: cues(segments, texts), trans_subtitle: cues(segments, translated) }
  })
  return Response.json({ task_id: id })
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''

const cues = (segments: WireSegment[], texts: string[]): VtCue[] =>
  segments.map(({ start, end }, at) => ({
    index: at + 1,
    start_time: cueTime(start),
    end_time: cueTime(end),
    text: texts[at] ?? '',
  }))

function readSegments(subtitle: unknown): WireSegment[] | undefined {
  if (typeof subtitle !== 'object' || subtitle === null || !('segments' in subtitle))
    return undefined
  const { segments } = subtitle
  return Array.isArray(segments) && segments.every(isSegment) ? segments : undefined
}

function isSegment(value: unknown): value is WireSegment {
  if (typeof value !== 'object' || value === null) return false
  const { start, end, text }: Partial<Record<string, unknown>> = { ...value }
  return Number.isFinite(start) && Number.isFinite(end) && typeof text === 'string'
}
