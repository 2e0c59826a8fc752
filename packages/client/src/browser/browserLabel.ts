/** The part of `navigator` that the label is made from. */
export type BrowserHints = Pick<Navigator, 'userAgent'>

const find = (text: string, table: readonly (readonly [RegExp, string])[]): string | null =>
  table.find(([pattern]) => pattern.test(text))?.[1] ?? null

// The order matters: most user agents also name the browsers they descend from.
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

/** Names a browser as people do: "Chrome on Android". */
export function browserLabel({ userAgent }: BrowserHints): string {
  const browser = find(userAgent, BROWSERS) ?? 'Browser'
  const system = find(userAgent, SYSTEMS)
  return system ? `${browser} on ${system}` : browser
}
