/** What breaking lines needs to know of a language. All words in lower case. */
export interface LanguageData {
  /** Words a line likes to begin with: conjunctions and prepositions. Lower is less welcome. */
  opens: ReadonlyMap<string, number>
  /** Words a line must not end with, since they belong to what follows: articles, auxiliaries, ... Higher is worse. */
  binds: ReadonlyMap<string, number>
  /** Words whose full stop does not end a sentence, without it. */
  abbreviations: ReadonlySet<string>
}
