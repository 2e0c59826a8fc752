const two = (value: number): string => String(value).padStart(2, '0')

/** A duration in seconds as a clock: `02:13`, from an hour on `1:02:13`. */
export function formatTimer(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  const hours = Math.floor(whole / 3600)
  const rest = `${two(Math.floor((whole % 3600) / 60))}:${two(whole % 60)}`
  return hours > 0 ? `${hours}:${rest}` : rest
}
