import { CuekitError } from '../errors/error.ts'
import { sniffMediaType } from '../schemas/media-type.ts'

/** A voice to be told by name. */
export interface KnownSpeaker {
  name: string
  /** 2 to 10 seconds of this voice alone: a `data:` link, a Blob or the bytes of an audio file. */
  reference: string | Blob | Uint8Array
}

// Arguments of one call: a stack holds some ten thousand of them.
const CHUNK = 8192

function toBase64(bytes: Uint8Array): string {
  let text = ''
  for (let from = 0; from < bytes.length; from += CHUNK) {
    text += String.fromCharCode(...bytes.subarray(from, from + CHUNK))
  }
  return btoa(text)
}

async function toDataLink({ name, reference }: KnownSpeaker): Promise<string> {
  if (typeof reference === 'string') return reference
  const bytes =
    reference instanceof Blob ? new Uint8Array(await reference.arrayBuffer()) : reference
  const given = reference instanceof Blob ? reference.type : ''
  const type = sniffMediaType(bytes.subarray(0, 400))?.type ?? given
  if (type === '') {
    throw new CuekitError(
      'invalid_option',
      `"knownSpeakers": the reference of "${name}" is no audio file that is known. Pass a Blob with a type or a data: link.`,
    )
  }
  return `data:${type};base64,${toBase64(bytes)}`
}

/** The form fields of known speakers: names and references in the same order. */
export async function knownSpeakerFields(
  speakers: readonly KnownSpeaker[],
): Promise<[string, string][]> {
  const references = await Promise.all(speakers.map(toDataLink))
  return [
    ...speakers.map(({ name }): [string, string] => ['known_speaker_names[]', name]),
    ...references.map((link): [string, string] => ['known_speaker_references[]', link]),
  ]
}
