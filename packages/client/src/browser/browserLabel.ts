/** As much of `navigator` as tells which browser this is. */
export type BrowserHints = Pick<Navigator, 'userAgent'>

const find = (text: string, table: readonly (readonly [RegExp, string])[]): string | null =>
  table.find(([pattern]) => pattern.test(text))?.[1] ?? null

// The order matters: most browsers also name those they descend from.
const BROWSERS = [
  [/Edg/, 'Edge'],
  [/OPR|Opera/, 'Opera'],
  [/Firefox|FxiOS/, 'Firefox'],
  [/Chrom|CriOS/, 'Chrome'],
  [/Safari/, 'Safari'],
] as const
const SYSTEMS = [
  [/Android/, 'Android'],
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Windows/, 'Windows'],
  [/Mac OS/, 'macOS'],
  [/CrOS/, 'ChromeOS'],
  [/Linux/, 'Linux'],
] as const

/** What a person would call this browser: "Chrome on Android". */
export function browserLabel({ userAgent }: BrowserHints): string {
  const browser = find(userAgent, BROWSERS) ?? 'Browser'
  const system = find(userAgent, SYSTEMS)
  return system ? `${browser} on ${system}` : browser
}
