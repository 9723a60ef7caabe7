/** What a media file holds. */
export interface MediaInfo {
  /** Name of the container as a file-name extension, e.g. `mp4`, `webm`, `mp3`. */
  container: string
  /** Seconds; missing where the file does not tell. */
  duration?: number
  bytes: number
  /** The main audio track. `start`: seconds after the beginning of the media, missing when it begins with it. */
  audio?: { codec?: string; channels?: number; sampleRate?: number; start?: number }
  video?: { codec?: string; width?: number; height?: number }
}
