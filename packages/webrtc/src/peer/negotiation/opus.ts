/** Asks the other side for in-band FEC and DTX (RFC 7587 §6.1). */
const WANTED = { useinbandfec: '1', usedtx: '1' } as const

/** The opus payload types of a description's media (RFC 7587 §7). */
function opusTypes(sdp: string): ReadonlySet<string> {
  return new Set(Array.from(sdp.matchAll(/^a=rtpmap:(\d+) opus\/48000/gim), (match) => match[1] ?? ''))
}

function withWanted(parameters: string): string {
  const kept = parameters
    .split(';')
    .map((parameter) => parameter.trim())
    .filter(
      (parameter) => parameter !== '' && !Object.hasOwn(WANTED, parameter.split('=')[0]?.trim().toLowerCase() ?? ''),
    )
  return [...kept, ...Object.entries(WANTED).map(([name, value]) => `${name}=${value}`)].join(';')
}

/**
 * Adds in-band FEC (speech survives loss) and DTX (silence costs nothing) to a description. `fmtp` names the wishes of the
 * receiver, so this is for the description that is sent. Without Opus the text stays as it is.
 */
export function askForRobustOpus(sdp: string): string {
  const types = opusTypes(sdp)
  if (types.size === 0) return sdp
  const told = new Set<string>()
  const asked = sdp.replace(/^a=fmtp:(\d+) ([^\r\n]*)/gm, (line, type: string, parameters: string) => {
    if (!types.has(type)) return line
    told.add(type)
    return `a=fmtp:${type} ${withWanted(parameters)}`
  })
  return asked.replace(
    /^(a=rtpmap:(\d+) opus\/48000[^\r\n]*)(\r?\n|$)/gim,
    (line, map: string, type: string, end: string) =>
      told.has(type) ? line : `${map}${end || '\r\n'}a=fmtp:${type} ${withWanted('')}${end}`,
  )
}
