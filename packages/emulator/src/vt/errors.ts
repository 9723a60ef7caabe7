/**
 * Codes of 302.AI with our own sentences. The HTTP status of each is not documented: the usual one is used.
 */
const ERRORS = {
  '-10001': {
    status: 401,
    en: 'The API key is missing: send Authorization: Bearer <key>.',
    cn: '缺少 API Key：请在 Authorization 请求头中发送 Bearer <key>。',
    jp: 'API キーがありません。Authorization ヘッダーで Bearer <key> を送ってください。',
  },
  '-10003': {
    status: 502,
    en: 'There was a network error.',
    cn: '网络错误。',
    jp: 'ネットワークエラーが発生しました。',
  },
  '-10004': {
    status: 402,
    en: 'The balance is insufficient.',
    cn: '余额不足。',
    jp: '残高が不足しています。',
  },
  '-10005': {
    status: 401,
    en: 'The API key is wrong or has expired.',
    cn: 'API Key 错误或已过期。',
    jp: 'API キーが正しくないか、有効期限が切れています。',
  },
  '-10008': {
    status: 503,
    en: 'No channel is available right now.',
    cn: '当前没有可用的渠道。',
    jp: '現在利用できるチャネルがありません。',
  },
  '-10009': {
    status: 400,
    en: 'This function is not supported.',
    cn: '不支持此功能。',
    jp: 'この機能はサポートされていません。',
  },
  '-10010': {
    status: 404,
    en: 'The resource was not found.',
    cn: '未找到资源。',
    jp: 'リソースが見つかりません。',
  },
  '-10011': {
    status: 400,
    en: 'The request is invalid.',
    cn: '请求无效。',
    jp: 'リクエストが無効です。',
  },
  '-10012': {
    status: 429,
    en: 'The hourly limit is reached.',
    cn: '已达到每小时上限。',
    jp: '1 時間あたりの上限に達しました。',
  },
  '-1024': {
    status: 504,
    en: 'The AI interface timed out.',
    cn: 'AI 接口连接超时。',
    jp: 'AI インターフェースがタイムアウトしました。',
  },
} as const

export type VtErrorCode = keyof typeof ERRORS

/** 302's envelope. `message` is in the language of the `Lang` header (`cn`, `en`, `jp`; English otherwise). */
export function vtError(
  request: Request,
  code: VtErrorCode,
  detail = '',
  status: number = ERRORS[code].status,
): Response {
  const { en, cn, jp } = ERRORS[code]
  const say = (text: string): string => (detail === '' ? text : `${text} ${detail}`)
  const lang = request.headers.get('lang')?.toLowerCase()
  const message = lang === 'cn' ? cn : lang === 'jp' ? jp : en
  const error = {
    err_code: Number(code),
    message: say(message),
    message_cn: say(cn),
    message_en: say(en),
    message_jp: say(jp),
    type: 'api_error',
  }
  return Response.json({ error }, { status })
}
