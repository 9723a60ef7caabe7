import { Studio } from '../components/studio.tsx'
import { ThemeToggle } from '../components/theme-toggle.tsx'
import { chooseEngine } from '../lib/engine.ts'

// Keys are read when the page is asked for, not when it is built.
export const dynamic = 'force-dynamic'

export default function Page() {
  const { languages, notice, emulated } = chooseEngine()
  return (
    <div className="page">
      <header className="masthead">
        <div>
          <h1>
            <span className="mark" aria-hidden="true" />
            Cuekit
          </h1>
          <p>Drop a talk, watch it become subtitles.</p>
        </div>
        <ThemeToggle />
      </header>
      <main>
        <Studio notice={notice} emulated={emulated} languages={languages} />
      </main>
      <footer className="colophon">
        <p>
          The file goes to this server only; the API key never leaves it. Source media is deleted
          after a week.
        </p>
      </footer>
    </div>
  )
}
