// Loaded into a measured server: sends the process's usage when the parent asks. Changes nothing else.
process.on('message', ({ collect }) => {
  if (collect) for (let times = 0; times < 3; times += 1) globalThis.gc?.()
  const { user, system } = process.cpuUsage()
  const { heapUsed, rss } = process.memoryUsage()
  process.send?.({ cpuMs: (user + system) / 1000, heap: heapUsed, rss })
})
// The channel to the parent must not keep the server alive.
process.channel?.unref()
