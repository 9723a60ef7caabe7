import { describe, expect, it } from 'vitest'
import { pollDelay } from './schedule.ts'

const middle = () => 0.5

describe('pollDelay', () => {
  it('grows from one second to ten', () => {
    const delays: number[] = []
    for (let poll = 0; poll < 9; poll += 1) {
      delays.push(Math.round(pollDelay({ poll, previous: delays.at(-1), changed: false }, middle)))
    }
    expect(delays).toEqual([1000, 1500, 2250, 3375, 5063, 7595, 10_000, 10_000, 10_000])
  })

  it('comes back to two seconds after a change, and does what the service asks for', () => {
    expect(pollDelay({ poll: 8, previous: 10_000, changed: true }, middle)).toBe(2000)
    expect(pollDelay({ poll: 8, previous: 10_000, changed: true, retryAfterMs: 17 }, middle)).toBe(
      17,
    )
  })

  it('does not wait longer than ten minutes, whatever the service asks for', () => {
    expect(pollDelay({ poll: 3, previous: 1000, changed: false, retryAfterMs: 1e14 })).toBe(600_000)
  })

  it('varies by a tenth', () => {
    expect(pollDelay({ poll: 0, changed: false }, () => 0)).toBe(900)
    expect(pollDelay({ poll: 0, changed: false }, () => 1)).toBe(1100)
  })

  it('costs about 65 requests for ten minutes', () => {
    let elapsed = 0
    let poll = 0
    for (let previous: number | undefined; elapsed < 600_000; poll += 1) {
      previous = pollDelay({ poll, previous, changed: false }, middle)
      elapsed += previous
    }
    expect(poll).toBeLessThan(70)
  })
})
