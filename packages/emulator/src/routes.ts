import type { FetchMedia } from './fetch-media.ts'
import type { FileStore } from './files.ts'
import type { Rules } from './faults/rules.ts'
import type { Hearing } from './hearing.ts'
import type { Ledger } from './ledger.ts'
import { transcriptions } from './openai/transcriptions.ts'
import type { Handler, Route } from './router.ts'
import { listScenarios } from './scenarios/apply-scenarios.ts'
import { uploadFile, uploadToDashboard } from './upload.ts'
import { type Burn, burning } from './vt/burn.ts'
import { download, extractTrack } from './vt/download.ts'
import { extract } from './vt/extract.ts'
import { info } from './vt/info.ts'
import type { VtTasks } from './vt/tasks.ts'
import { type Translate, translation } from './vt/translate.ts'

interface Parts {
  hearing: Hearing
  ledger: Ledger
  rules: Rules
  tasks: VtTasks
  files: FileStore
  fetchMedia: FetchMedia
  resultKey: 'subtitile' | 'subtitle'
  /** Largest file the dashboard's upload takes. */
  maxBytes: number
  translate: Translate | undefined
  burn: Burn | undefined
}

/** Everything that is answered. */
export function createRoutes(parts: Parts): Route[] {
  const { ledger, rules, tasks, files, hearing } = parts
  const own = (method: string, path: RegExp, handle: Handler): Route => ({
    method,
    path,
    api: 'none',
    handle,
  })
  const vt = (method: string, path: RegExp, handle: Handler): Route => ({
    method,
    path,
    api: '302',
    handle,
  })
  return [
    vt('GET', /^\/302\/vt\/video\/info$/, (request, call) => info(request, call, parts.fetchMedia)),
    vt('POST', /^\/302\/vt\/video\/download$/, (request, call) => download(request, call, parts)),
    vt('POST', /^\/302\/vt\/video\/extract_audio$/, (request, call) =>
      extractTrack(request, call, parts),
    ),
    vt('POST', /^\/302\/vt\/subtitle\/extract$/, (request, call) => extract(request, call, parts)),
    vt('POST', /^\/302\/vt\/subtitle\/translate$/, (request, call) =>
      translation(request, call, parts),
    ),
    vt('POST', /^\/302\/vt\/subtitle\/burn$/, (request, call) => burning(request, call, parts)),
    vt('GET', /^\/302\/vt\/tasks\/subtitle\/([^/]*)$/, async (request, _call, [id = '']) =>
      tasks.get(id, request),
    ),
    vt('POST', /^\/302\/upload-file$/, (request, call) => uploadFile(request, call, files)),
    // No client is known to send a key to the dashboard.
    own('POST', /^\/gpt\/api\/upload\/gpt\/image$/, (request, call) =>
      uploadToDashboard(request, call, parts),
    ),
    {
      method: 'POST',
      path: /^(?:\/v1)?\/audio\/transcriptions$/,
      api: 'openai',
      handle: (request, call) => transcriptions(request, call, hearing),
    },
    own('GET', /^\/_emulator\/ledger$/, async () =>
      Response.json({ total: ledger.total(), calls: ledger.calls }),
    ),
    own('GET', /^\/_emulator\/scenarios$/, async () => listScenarios()),
    ...['GET', 'POST', 'DELETE'].map((method) =>
      own(method, /^\/_emulator\/faults$/, (request) => rules.handle(request)),
    ),
    ...['GET', 'HEAD'].map((method) =>
      own(method, /^\/_emulator\/files\/([^/]+)$/, (request, _call, [name = '']) =>
        files.serve(request, name),
      ),
    ),
  ]
}
