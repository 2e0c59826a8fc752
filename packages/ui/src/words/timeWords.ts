const dayMs = 86_400_000

/** The reader's own English if there is one, else British: the words around are English, a German date among them is not. */
export function wordsLocale(languages: readonly string[]): string {
  return languages.find((language) => language.toLowerCase().startsWith('en')) ?? 'en-GB'
}

const startOfDay = (at: number): number => new Date(at).setHours(0, 0, 0, 0)

/** When something was, as short as it stays clear: `9:12`, `yesterday`, `Tuesday`, `3 Mar`, `3 Mar 2024`. */
export function whenWords(at: number, now: number, locale: string): string {
  const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, options).format(at)
  // Rounded, because a day on which the clock changes has 23 or 25 hours.
  const days = Math.round((startOfDay(now) - startOfDay(at)) / dayMs)
  if (days <= 0) return format({ hour: 'numeric', minute: '2-digit' })
  if (days === 1) return new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(-1, 'day')
  if (days < 7) return format({ weekday: 'long' })
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear()
  return format({ day: 'numeric', month: 'short', ...(sameYear ? {} : { year: 'numeric' }) })
}

/** How long something took, to the larger units only: `40 sec`, `24 min`, `1 hr 5 min`. */
export function lengthWords(seconds: number): string {
  const unit = (value: number, name: 'second' | 'minute' | 'hour') =>
    new Intl.NumberFormat('en', { style: 'unit', unit: name, unitDisplay: 'short' }).format(value)
  if (seconds < 60) return unit(Math.floor(seconds), 'second')
  const minutes = Math.floor(seconds / 60)
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60]
  if (hours === 0) return unit(minutes, 'minute')
  return rest === 0 ? unit(hours, 'hour') : `${unit(hours, 'hour')} ${unit(rest, 'minute')}`
}
