// The languages of Whisper by the English names that OpenAI, whisper.cpp and others answer with.
const NAMES =
  'afrikaans:af albanian:sq amharic:am arabic:ar armenian:hy assamese:as azerbaijani:az bashkir:ba basque:eu belarusian:be ' +
  'bengali:bn bosnian:bs breton:br bulgarian:bg burmese:my myanmar:my cantonese:yue castilian:es catalan:ca valencian:ca chinese:zh ' +
  'mandarin:zh croatian:hr czech:cs danish:da dutch:nl flemish:nl english:en estonian:et faroese:fo finnish:fi french:fr galician:gl ' +
  'georgian:ka german:de greek:el gujarati:gu haitian:ht haitian_creole:ht hausa:ha hawaiian:haw hebrew:he hindi:hi hungarian:hu ' +
  'icelandic:is indonesian:id italian:it japanese:ja javanese:jv kannada:kn kazakh:kk khmer:km korean:ko lao:lo latin:la latvian:lv ' +
  'letzeburgesch:lb lingala:ln lithuanian:lt luxembourgish:lb macedonian:mk malagasy:mg malay:ms malayalam:ml maltese:mt maori:mi ' +
  'marathi:mr moldavian:ro moldovan:ro mongolian:mn nepali:ne norwegian:no nynorsk:nn occitan:oc panjabi:pa punjabi:pa pashto:ps ' +
  'pushto:ps persian:fa polish:pl portuguese:pt romanian:ro russian:ru sanskrit:sa serbian:sr shona:sn sindhi:sd sinhala:si ' +
  'sinhalese:si slovak:sk slovenian:sl somali:so spanish:es sundanese:su swahili:sw swedish:sv tagalog:tl tajik:tg tamil:ta tatar:tt ' +
  'telugu:te thai:th tibetan:bo turkish:tr turkmen:tk ukrainian:uk urdu:ur uzbek:uz vietnamese:vi welsh:cy yiddish:yi yoruba:yo'

let codes: Map<string, string> | undefined

/** ISO 639-1 code (639-3 where there is none) of a language given as an English name or a code, else undefined. */
export function toLanguageCode(language: string): string | undefined {
  codes ??= new Map(
    NAMES.split(' ').map((entry): [string, string] => {
      const [name = '', code = ''] = entry.split(':')
      return [name, code]
    }),
  )
  const name = language.trim().toLowerCase().replaceAll(/\s+/g, '_')
  const code = codes.get(name) ?? /^([a-z]{2,3})(?:[-_][a-z0-9]{2,8})*$/.exec(name)?.[1]
  // Whisper's own code for Javanese.
  return code === 'jw' ? 'jv' : code
}
