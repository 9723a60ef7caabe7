import type { LanguageData } from './language.ts'

const words = (list: string) => list.split(' ')
const weigh = (groups: [number, string][]) =>
  new Map(groups.flatMap(([weight, list]) => words(list).map((word) => [word, weight] as const)))

/** English function words: which ones open a line and which ones bind to the next word. */
export const english: LanguageData = {
  opens: weigh([
    [1.2, 'at by for from in into of on onto over to under with within without through during'],
    [
      1.2,
      'between among against across along around behind beside beyond near toward towards upon',
    ],
    [2, 'about after before until till since than like as'],
    [2.5, 'and or nor but so yet because although though while whereas if unless when whenever'],
    [2.5, 'where wherever who whom whose which that what why how'],
    [1, 'is are was were will would can could should may might must has have had'],
  ]),
  binds: weigh([
    [7, 'a an the'],
    [6, 'my your his her its our their this these those every each no some any mr mrs ms dr st'],
    [5, 'of to in on at by for from with into onto upon than as between among against without'],
    [5, 'i you he she it we they who and or nor but because although if when which whose'],
    [
      5,
      "i'm you're he's she's it's we're they're i've you've we've they've i'll you'll he'll she'll",
    ],
    [5, "we'll they'll i'd you'd he'd she'd we'd they'd let's that's there's"],
    [4, 'is are was were am be been being has have had do does did will would shall should can'],
    [4, 'could may might must not very so too more most such about over under after before'],
    [4, "isn't aren't wasn't weren't hasn't haven't hadn't don't doesn't didn't won't wouldn't"],
    [4, "can't cannot couldn't shouldn't mustn't"],
    [3, 'that what where while how why there one two three four five six seven eight nine ten'],
    [3, 'much many few several all both another other'],
  ]),
  abbreviations: new Set(
    words(
      'mr mrs ms dr prof st sr jr vs etc e.g i.e inc ltd co corp no vol gen col sgt capt rev ' +
        'jan feb mar apr jun jul aug sep sept oct nov dec approx fig',
    ),
  ),
}
