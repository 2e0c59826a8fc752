type Size = { width: number; height: number }

/** A box on the page in CSS pixels, as `getBoundingClientRect` gives it. */
export type Box = Size & { left: number; top: number }

/**
 * Where in a picture a point of the page is, 0 to 1 from its left and from its top, for a picture that is shown whole in the middle of a
 * box (`object-fit: contain`). Null beside the picture; `clamp` gives its nearest edge then.
 */
export function pointInPicture(
  point: { x: number; y: number },
  box: Box,
  picture: Size,
  clamp = false,
): { x: number; y: number } | null {
  const scale = Math.min(box.width / picture.width, box.height / picture.height)
  if (!Number.isFinite(scale) || scale <= 0) return null
  const [width, height] = [picture.width * scale, picture.height * scale]
  const x = (point.x - box.left - (box.width - width) / 2) / width
  const y = (point.y - box.top - (box.height - height) / 2) / height
  const within = (value: number) => Math.min(Math.max(value, 0), 1)
  if (clamp) return { x: within(x), y: within(y) }
  return x < 0 || x > 1 || y < 0 || y > 1 ? null : { x, y }
}
