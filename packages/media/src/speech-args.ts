/**
 * ffmpeg's output options for speech: the first audio track, mono, 16 kHz. `async=1:first_pts=0` fills a late start and gaps
 * with silence; without it the audio of a video whose sound begins at 2 s would be cut to the front, and every subtitle
 * would come 2 s early.
 */
export const SPEECH_ARGS: readonly string[] = [
  ...['-map', '0:a:0', '-vn', '-sn', '-dn'],
  ...['-af', 'aresample=16000:async=1:first_pts=0', '-ac', '1'],
]
