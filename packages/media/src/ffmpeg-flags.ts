/** What of the input is needed. With `audio` no video decoder can be reached, whatever the file holds. */
export type InputKind = 'audio' | 'av'

// Without a list of formats a text file named talk.mp4 is read as an HLS playlist or a concat script, and the audio of
// any other file on this machine comes out (seen with ffmpeg 5.1). So: containers only, nothing that names other files.
const FORMATS =
  'mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,wav,mp3,flac,ogg,aac,mpegts,mpeg,avi,flv,asf,amr,caf,aiff,w64'

const AUDIO_CODECS = [
  'aac,aac_latm,mp3,mp3float,mp2,mp2float,opus,libopus,vorbis,flac,alac,ac3,eac3,amrnb,amrwb,wmav1,wmav2',
  'pcm_u8,pcm_s8,pcm_s16le,pcm_s16be,pcm_s24le,pcm_s24be,pcm_s32le,pcm_s32be',
  'pcm_f32le,pcm_f32be,pcm_f64le,pcm_alaw,pcm_mulaw',
]

// Left out on purpose: magicyuv (CVE-2026-8461, a heap write that Debian 12's 5.1.9 still has).
const VIDEO_CODECS = [
  'h264,hevc,vp8,vp9,libvpx,libvpx-vp9,av1,libdav1d,mpeg4,mpeg2video,mpeg1video,prores,dnxhd',
  // Covers of songs; ffprobe gives a file up when it may not open one of its streams.
  'mjpeg,png',
]

/** The name under which the input lies in the private folder: ours, so that no name of a user reaches a command line. */
export const INPUT_NAME = 'input.bin'

/**
 * The options before `-i` that ffmpeg and ffprobe get for every file, and the input itself. `file:` keeps a name from
 * being read as a protocol; 9437184 pixels are 4096 by 2304.
 */
export function inputFlags(kind: InputKind): string[] {
  const codecs = kind === 'audio' ? AUDIO_CODECS : [...AUDIO_CODECS, ...VIDEO_CODECS]
  return [
    ['-protocol_whitelist', 'file,pipe'],
    ['-format_whitelist', FORMATS],
    ['-codec_whitelist', codecs.join(',')],
    ['-max_streams', '64'],
    ['-probesize', '10M'],
    ['-analyzeduration', '20M'],
    ['-max_pixels', '9437184'],
    ['-i', `file:${INPUT_NAME}`],
  ].flat()
}
