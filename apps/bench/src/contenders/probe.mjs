// Loaded before a server that is measured: tells what the process uses when its parent asks. Changes nothing else.
process.on('message', ({ collect }) => {
  if (collect) for (let times = 0; times < 3; times += 1) globalThis.gc?.()
  const { user, system } = process.cpuUsage()
  const { heapUsed, rss } = process.memoryUsage()
  process.send?.({ cpuMs: (user + system) / 1000, heap: heapUsed, rss })
})
// Only who measures may keep it alive.
process.channel?.unref()
