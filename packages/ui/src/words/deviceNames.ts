import type { DeviceOption } from '../types/call.ts'

/**
 * The names of devices in a picker, in their order. Those that share a name get numbers; one without a name is called by its place.
 *
 * @param kind the name of a device that has none, such as "Camera"
 */
export function deviceNames(options: readonly DeviceOption[], kind: string): string[] {
  const labels = options.map(({ label }) => label)
  return labels.map((label, index) => {
    if (!label) return `${kind} ${index + 1}`
    const isShared = labels.indexOf(label) !== labels.lastIndexOf(label)
    const number = labels.slice(0, index + 1).filter((other) => other === label).length
    return isShared ? `${label} ${number}` : label
  })
}
