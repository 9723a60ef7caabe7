import * as z from 'zod/mini'
import { type RequestOptions, requestOptionsSchema } from '../http/client-options.ts'
import { parseOptions } from '../http/parse-options.ts'
import type { PreparedClient } from '../http/prepare-client.ts'
import type { TaskHandle } from '../polling/handle.ts'
import { parseVideoInfo, type VideoInfo } from '../wire/video-info.ts'
import type { Connection } from './connect.ts'
import { mediaLink } from './media-link.ts'
import type { Submit } from './submit.ts'
import type { DownloadResult, ExtractAudioResult } from './task-results.ts'

export interface VideoParams {
  /** The page of the video; 302.AI names YouTube, TikTok, Bilibili and Douyin. */
  url: string
}

export interface DownloadParams extends VideoParams {
  /** Height in pixels of one of the formats of `info`; missing means that 302.AI chooses. */
  resolution?: number | undefined
}

export interface Videos {
  /**
   * What a site says about a video, and the files it offers: 0.001 PTC per call, so it is not repeated after a failure that leaves open
   * whether it was charged.
   */
  info(params: VideoParams, options?: RequestOptions): Promise<VideoInfo>
  /** Submits a page whose video is to be fetched: 0.005 PTC, charged once. Ends with links to the video and to its audio track. */
  download(
    params: DownloadParams,
    options?: RequestOptions,
  ): Promise<TaskHandle<DownloadResult, 'download'>>
  /**
   * Submits a video whose audio track is wanted: 0.001 PTC per minute, charged once. Inferred: only the path and the price are published;
   * that it takes `url` and is a task whose result is `audio_url` follows from its neighbours and was not seen.
   */
  extractAudio(
    params: VideoParams,
    options?: RequestOptions,
  ): Promise<TaskHandle<ExtractAudioResult, 'extract-audio'>>
}

const videoSchema = z.strictObject({ url: mediaLink })
const downloadSchema = z.strictObject({
  url: mediaLink,
  resolution: z.optional(z.int().check(z.gte(1))),
})

/** `videos` of the client of 302.AI. */
export function createVideos({
  connect,
  submit,
}: {
  connect: (connection: Connection) => PreparedClient
  submit: Submit
}): Videos {
  return {
    async info(params, options = {}) {
      const { url } = parseOptions(videoSchema, params, 'videos.info')
      const request = parseOptions(requestOptionsSchema, options, 'videos.info')
      const { call } = connect({ query: { url } })
      const answer = await call({
        ...request,
        method: 'GET',
        kind: 'billed',
        path: '/302/vt/video/info',
      })
      return parseVideoInfo({ service: '302.AI', ...answer })
    },
    async download(params, options = {}) {
      const { url, resolution } = parseOptions(downloadSchema, params, 'videos.download')
      return submit({
        kind: 'download',
        path: '/302/vt/video/download',
        body: { url, ...(resolution === undefined ? {} : { resolution }) },
        request: parseOptions(requestOptionsSchema, options, 'videos.download'),
      })
    },
    async extractAudio(params, options = {}) {
      return submit({
        kind: 'extract-audio',
        path: '/302/vt/video/extract_audio',
        body: parseOptions(videoSchema, params, 'videos.extractAudio'),
        request: parseOptions(requestOptionsSchema, options, 'videos.extractAudio'),
      })
    },
  }
}
