/** The longest wait a timer can be told, about 25 days: what is longer fires after one millisecond. Source: HTML, timers (signed 32 bit). */
export const LONGEST_TIMER = 2 ** 31 - 1
