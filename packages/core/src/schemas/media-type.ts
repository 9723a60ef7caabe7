export interface MediaType {
  /** Media type, e.g. `audio/mpeg`. */
  type: string
  /** File-name extension without dot. */
  extension: string
}

const ascii = (head: Uint8Array, from: number, to: number): string =>
  String.fromCharCode(...head.subarray(from, to))

/** ISO base media: the brand tells a QuickTime or audio-only file from a video. Source: ISO/IEC 14496-12, `ftyp`. */
function isoMedia(head: Uint8Array): MediaType {
  const brand = ascii(head, 8, 12)
  if (brand === 'qt  ') return { type: 'video/quicktime', extension: 'mov' }
  if (brand === 'M4A ' || brand === 'M4B ') return { type: 'audio/mp4', extension: 'm4a' }
  if (brand.startsWith('3g')) return { type: 'video/3gpp', extension: '3gp' }
  return { type: 'video/mp4', extension: 'mp4' }
}

/** EBML carries its DocType (`webm` or `matroska`) within the first bytes. Source: RFC 8794. */
function ebml(head: Uint8Array): MediaType {
  return ascii(head, 0, Math.min(head.length, 64)).includes('webm')
    ? { type: 'video/webm', extension: 'webm' }
    : { type: 'video/x-matroska', extension: 'mkv' }
}

function riff(head: Uint8Array): MediaType | undefined {
  const form = ascii(head, 8, 12)
  if (form === 'WAVE') return { type: 'audio/wav', extension: 'wav' }
  if (form === 'AVI ') return { type: 'video/x-msvideo', extension: 'avi' }
  return undefined
}

/** An MPEG audio frame header: layer 0 is ADTS (AAC), layers I to III are MP3's family. Source: ISO/IEC 11172-3, 13818-7. */
function mpegAudio(head: Uint8Array): MediaType | undefined {
  const [first = 0, second = 0, third = 0] = head
  if (first !== 0xff || (second & 0xe0) !== 0xe0) return undefined
  if ((second & 0x06) === 0)
    return (second & 0xf0) === 0xf0 ? { type: 'audio/aac', extension: 'aac' } : undefined
  const reserved = (second & 0x18) === 0x08 || (third & 0xf0) === 0xf0 || (third & 0x0c) === 0x0c
  return reserved ? undefined : { type: 'audio/mpeg', extension: 'mp3' }
}

/**
 * Tells media from its first bytes (give at least 400 where there are that many); names and declared types are not believed.
 * Undefined for anything else, playlists and text included.
 */
export function sniffMediaType(head: Uint8Array): MediaType | undefined {
  if (head.length < 12) return undefined
  const magic = ascii(head, 0, 4)
  if (ascii(head, 4, 8) === 'ftyp') return isoMedia(head)
  if (magic === '\x1aE\xdf\xa3') return ebml(head)
  if (magic === 'RIFF') return riff(head)
  if (magic === 'OggS') return { type: 'audio/ogg', extension: 'ogg' }
  if (magic === 'fLaC') return { type: 'audio/flac', extension: 'flac' }
  if (magic.startsWith('ID3')) return { type: 'audio/mpeg', extension: 'mp3' }
  if (magic === 'FLV\x01') return { type: 'video/x-flv', extension: 'flv' }
  if (ascii(head, 0, 6) === '#!AMR\n' || ascii(head, 0, 9) === '#!AMR-WB\n') {
    return { type: 'audio/amr', extension: 'amr' }
  }
  if (magic === 'FORM' && /^AIF[FC]$/.test(ascii(head, 8, 12))) {
    return { type: 'audio/aiff', extension: 'aiff' }
  }
  if (magic === '0&\xb2u') return { type: 'video/x-ms-asf', extension: 'asf' }
  // Older QuickTime files begin with another atom.
  if (['moov', 'mdat', 'wide', 'free'].includes(ascii(head, 4, 8))) {
    return { type: 'video/quicktime', extension: 'mov' }
  }
  if (head[0] === 0x47 && head[188] === 0x47 && (head.length <= 376 || head[376] === 0x47)) {
    return { type: 'video/mp2t', extension: 'ts' }
  }
  return mpegAudio(head)
}
