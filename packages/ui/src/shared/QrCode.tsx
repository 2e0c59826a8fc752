export type QrCodeProps = {
  /** Rows of modules, true for dark; without the quiet zone. */
  modules: readonly (readonly boolean[])[]
  /** The accessible name. */
  label: string
  className?: string | undefined
}

/** The width of the quiet zone, in modules (ISO/IEC 18004 §6.3.8). */
const quiet = 4

/** A QR code, dark on white in both themes: many cameras read no other. */
export function QrCode({ modules, label, className }: QrCodeProps) {
  const size = modules.length + 2 * quiet
  const path = modules.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x + quiet} ${y + quiet}h1v1h-1z` : '')))
  return (
    <svg
      role="img"
      aria-label={label}
      className={className}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
    >
      <path fill="#fff" d={`M0 0h${size}v${size}H0z`} />
      <path fill="#000" d={path.join('')} />
    </svg>
  )
}
