import type { CueSettings } from '../schemas/cue.ts'

const lineAlignments = ['start', 'center', 'end']
const positionAlignments = ['line-left', 'center', 'line-right']
const alignments = ['start', 'center', 'end', 'left', 'right'] as const
const order = ['region', 'vertical', 'line', 'position', 'size', 'align'] as const

export interface ReadSettings {
  settings: CueSettings
  /** The parts that say nothing valid, as written; a player ignores them. */
  invalid: string[]
}

/**
 * Reads what stands behind the time line of a WebVTT cue; the last of several equal settings holds.
 * Source: WebVTT 6.3, "parse the WebVTT cue settings".
 */
export function readVttSettings(text: string): ReadSettings {
  const settings: CueSettings = {}
  const invalid: string[] = []
  for (const part of text.split(/[ \t\n\f\r]+/)) {
    if (part === '') continue
    const colon = part.indexOf(':')
    const value = part.slice(colon + 1)
    if (colon < 1 || value === '' || !assign(settings, part.slice(0, colon), value)) {
      invalid.push(part)
    }
  }
  // A region lays its cues out itself: it holds only with horizontal text, no line and the full size.
  const { vertical, line, size, region } = settings
  if (region !== undefined && (vertical ?? line ?? (size === '100%' ? undefined : size))) {
    delete settings.region
    invalid.push(`region:${region}`)
  }
  return { settings, invalid }
}

/** Settings as written behind a time line, without those that a player would ignore; `''` when none is left. */
export function formatVttSettings(settings: CueSettings): string {
  const text = order
    .filter((name) => settings[name] !== undefined)
    .map((name) => `${name}:${settings[name]}`)
  const valid = readVttSettings(text.filter((part) => !/[ \t\n\f\r]|-->/.test(part)).join(' '))
  return order
    .filter((name) => valid.settings[name] !== undefined)
    .map((name) => `${name}:${valid.settings[name]}`)
    .join(' ')
}

function assign(settings: CueSettings, name: string, value: string): boolean {
  switch (name) {
    case 'region':
      settings.region = value
      return true
    case 'vertical':
      if (value !== 'rl' && value !== 'lr') return false
      settings.vertical = value
      return true
    case 'line': {
      const [line, alignment] = halves(value)
      if (!isLine(line) || !isOneOf(alignment, lineAlignments)) return false
      settings.line = value
      return true
    }
    case 'position': {
      const [position, alignment] = halves(value)
      if (!isPercentage(position) || !isOneOf(alignment, positionAlignments)) return false
      settings.position = value
      return true
    }
    case 'size':
      if (!isPercentage(value)) return false
      settings.size = value
      return true
    case 'align': {
      const align = alignments.find((known) => known === value)
      if (align === undefined) return false
      settings.align = align
      return true
    }
    default:
      return false
  }
}

function halves(value: string): [string, string | undefined] {
  const comma = value.indexOf(',')
  return comma === -1 ? [value, undefined] : [value.slice(0, comma), value.slice(comma + 1)]
}

function isOneOf(value: string | undefined, known: readonly string[]): boolean {
  return value === undefined || known.includes(value)
}

function isLine(value: string): boolean {
  return value.endsWith('%') ? isPercentage(value) : /^-?\d+(?:\.\d+)?$/.test(value)
}

function isPercentage(value: string): boolean {
  return /^\d+(?:\.\d+)?%$/.test(value) && Number(value.slice(0, -1)) <= 100
}
