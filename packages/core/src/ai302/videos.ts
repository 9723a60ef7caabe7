import * as z from 'zod/mini'
import { type RequestOptions, requestOptionsSchema } from '../http/client-options.ts'
import { parseOptions } from '../http/parse-options.ts'
import type { PreparedClient } from '../http/prepare-client.ts'
import { parseVideoInfo, type VideoInfo } from '../wire/video-info.ts'
import type { Connection } from './connect.ts'
import { mediaLink } from './media-link.ts'

export interface VideoParams {
  /** The page of the video; 302.AI names YouTube, TikTok, Bilibili and Douyin. */
  url: string
}

export interface Videos {
  /**
   * What a site says about a video, and the files it offers: 0.001 PTC per call, so it is not repeated after a failure that leaves open
   * whether it was charged.
   */
  info(params: VideoParams, options?: RequestOptions): Promise<VideoInfo>
}

const infoSchema = z.strictObject({ url: mediaLink })

/** `videos` of the client of 302.AI. */
export function createVideos({
  connect,
}: {
  connect: (connection: Connection) => PreparedClient
}): Videos {
  return {
    async info(params, options = {}) {
      const { url } = parseOptions(infoSchema, params, 'videos.info')
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
  }
}
