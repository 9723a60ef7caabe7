'use client'
import type { TaskView } from '@cuekit/core'
import { useEffect, useState } from 'react'

/** The visitor's own tasks, whichever back end made them. */
export function RecentTasks({
  endpoint,
  onOpen,
}: {
  endpoint: string
  onOpen: (id: string) => void
}) {
  const [tasks, setTasks] = useState<TaskView[]>([])
  useEffect(() => {
    const leave = new AbortController()
    fetch(`${endpoint}/tasks?limit=5`, { signal: leave.signal })
      .then((response) => (response.ok ? response.json() : { tasks: [] }))
      .then((page: { tasks: TaskView[] }) => setTasks(page.tasks))
      .catch(() => {
        // The list is a convenience: without it the page still works.
      })
    return () => leave.abort()
  }, [endpoint])

  if (tasks.length === 0) return null
  return (
    <section className="card" aria-label="Recent tasks">
      <ul className="tasks">
        {tasks.map((task) => (
          <li key={task.id}>
            <button type="button" onClick={() => onOpen(task.id)}>
              {task.source.name}
            </button>
            <span className="soft">{task.status}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
