import { createHash, X509Certificate } from 'node:crypto'
import { createServer, type Server } from 'node:http'

/** The certificate's SHA-256 fingerprint, as certificate dialogs show it: hexadecimal pairs with colons. */
export const fingerprintOf = (authority: string): string => new X509Certificate(authority).fingerprint256

const FILE = 'parley-authority.crt'

const STEPS: readonly (readonly [system: string, steps: string])[] = [
  [
    'iPhone and iPad',
    'Open this page in Safari and fetch the certificate. Settings › Profile Downloaded › Install. Then Settings › General › About › Certificate Trust Settings: switch it on.',
  ],
  [
    'Android',
    'Fetch the certificate. Settings › search for “CA certificate” › Install anyway, and choose the file. Chrome trusts it then; in Firefox switch on “Use third party CA certificates” under Settings › About Firefox › tap the logo five times › Secret settings.',
  ],
  ['Mac', 'Fetch and open the certificate: Keychain Access adds it. Double-click it there › Trust › Always Trust.'],
  [
    'Windows',
    'Fetch and open the certificate › Install Certificate › Current User › Place all certificates in the following store › Trusted Root Certification Authorities.',
  ],
  [
    'Linux, and Firefox everywhere',
    'Firefox: Settings › Privacy & Security › View Certificates › Authorities › Import › trust it to identify websites. Chrome and Chromium: Settings › Privacy and security › Security › Manage certificates › Custom › Import.',
  ],
]

const escaped = (text: string) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)

const style = `:root{color-scheme:light dark}body{font:17px/1.5 system-ui,sans-serif;max-width:38rem;margin:0 auto;padding:24px;background:light-dark(#f6f4f0,#191815);color:light-dark(#1c1b19,#f1eee8)}
h1{font-size:28px;line-height:1.2}h2{font-size:17px;margin:24px 0 4px}p{margin:8px 0}a.b{display:inline-block;margin:8px 8px 8px 0;padding:12px 20px;border-radius:14px;background:#0e7a5c;color:#fff;font-weight:600;text-decoration:none}
code{overflow-wrap:anywhere;font-size:14px}`

function page(authority: string, url: string): string {
  const { validTo } = new X509Certificate(authority)
  const sections = STEPS.map(([system, steps]) => `<h2>${escaped(system)}</h2><p>${escaped(steps)}</p>`).join('')
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>Trust this Parley</title><style>${style}</style>
<h1>Trust this Parley</h1>
<p>Browsers give camera and microphone only to sites they trust. Once, on each device: fetch the certificate of this Parley and trust it. It vouches for this network alone and for no other site.</p>
<p><a class="b" href="/${FILE}">1. Fetch the certificate</a> <a class="b" href="${escaped(url)}">2. Open Parley</a></p>
${sections}
<h2>Is it the right one?</h2><p>Whoever started Parley sees this fingerprint in the terminal (SHA-256). If it differs, do not trust it.</p><p><code>${fingerprintOf(authority)}</code></p><p>Good until ${escaped(validTo)}.</p></html>`
}

/**
 * Creates an HTTP server for the authority's certificate and the steps to trust it. It cannot use HTTPS, because its
 * visitors do not trust the certificate yet.
 *
 * @param openAt the app's URL for a visitor who opened this host
 */
export function createTrustServer(authority: string, openAt: (host: string) => string): Server {
  const hash = createHash('sha256').update(style).digest('base64')
  const headers = {
    'Cache-Control': 'no-store',
    'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
  }
  return createServer((request, response) => {
    const reads = request.method === 'GET' || request.method === 'HEAD'
    const send = (status: number, type: string, body: string, more: Record<string, string> = {}) => {
      response.writeHead(status, {
        ...headers,
        ...more,
        'Content-Type': type,
        'Content-Length': Buffer.byteLength(body),
      })
      response.end(request.method === 'HEAD' ? undefined : body)
    }
    if (!reads) return send(405, 'text/plain', 'Method not allowed', { Allow: 'GET, HEAD' })
    if (request.url === '/') {
      const asked = `http://${request.headers.host}`
      const host = URL.canParse(asked) ? new URL(asked).hostname : 'localhost'
      return send(200, 'text/html; charset=utf-8', page(authority, openAt(host)))
    }
    if (request.url === `/${FILE}`)
      return send(200, 'application/x-x509-ca-cert', authority, {
        'Content-Disposition': `attachment; filename="${FILE}"`,
      })
    return send(404, 'text/plain', 'Not found')
  })
}
