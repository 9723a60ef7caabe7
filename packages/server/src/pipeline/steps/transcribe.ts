import type { Transcript } from '@cuekit/core'
import { type EngineContext, isRemoteEngine } from '@cuekit/core/engines'
import { openMediaSource } from '../media-source.ts'
import { runRemote } from '../remote.ts'
import type { PipelineContext, Run, Step, StepOutcome } from '../step.ts'
import { ingestedBy } from './ingest.ts'

function engineContext(run: Run): EngineContext {
  return {
    signal: run.signal,
    onEvent(event) {
      // An upload is not transcription: counting it would show a full bar while the work begins.
      if (event.type === 'progress') run.progress(event.progress)
    },
  }
}

async function withSource<T>(
  run: Run,
  context: PipelineContext,
  use: (source: Awaited<ReturnType<typeof openMediaSource>>['source']) => Promise<T>,
): Promise<T> {
  const { video } = ingestedBy(run)
  const { source, release } = await openMediaSource(run.task, { video }, context)
  try {
    return await use(source)
  } finally {
    await release()
  }
}

function finished(run: Run, answer: Transcript): StepOutcome {
  const duration = run.task.source.duration ?? answer.duration
  const language = answer.language ?? run.task.options.language
  const transcript = {
    ...answer,
    ...(duration === undefined ? {} : { duration }),
    ...(language === undefined ? {} : { language }),
  }
  return {
    done: {
      transcript,
      warnings: run.warnings(...answer.warnings),
      ...(language === undefined ? {} : { language }),
      ...(run.task.source.duration === undefined && duration !== undefined ? { duration } : {}),
    },
  }
}

/** Lets the engine hear the media. */
export const transcribeStep: Step = {
  name: 'transcribe',
  async run(run, context) {
    const { engine } = context
    const { options } = run.task
    const events = engineContext(run)
    if (!isRemoteEngine(engine)) {
      const transcript = await withSource(run, context, (source) =>
        engine.transcribe(source, options, events),
      )
      return finished(run, transcript)
    }
    const outcome = await runRemote(run, context, {
      name: 'transcribe',
      submit: () => withSource(run, context, (source) => engine.submit(source, options, events)),
      poll: (job) => engine.poll(job, events),
    })
    return 'transcript' in outcome ? finished(run, outcome.transcript) : outcome
  },
}
