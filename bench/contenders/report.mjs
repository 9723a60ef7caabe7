/** Prints the figures of this process and ends it, pools and all. */
export function report(figures) {
  console.log(JSON.stringify(figures))
  process.exit()
}

/** Processor time of this process so far, in seconds. */
const cpuSeconds = () => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

export const usage = () => ({ maxRss: process.resourceUsage().maxRSS / 1000, cpu: cpuSeconds() })

/** Milliseconds of processor time per call, 32 calls at a time, warmed up. */
export async function perCall(call) {
  const many = async (count) => {
    let left = count
    await Promise.all(
      Array.from({ length: 32 }, async () => {
        while (left-- > 0) await call()
      }),
    )
  }
  await many(320)
  const before = cpuSeconds()
  await many(1600)
  return ((cpuSeconds() - before) * 1000) / 1600
}
