type Size = { width: number; height: number }

/** How much longer one of the two shapes may be before filling the stage would cut away what matters. */
const tolerance = 1.8

/** Whether a picture fills the stage or is shown whole: a screen always whole, a camera unless its shape is very different. */
export function fitVideo(video: Size | null, stage: Size, sharing: boolean): 'cover' | 'contain' {
  if (sharing) return 'contain'
  if (!video || video.width === 0 || video.height === 0 || stage.width === 0 || stage.height === 0) return 'cover'
  const ratio = video.width / video.height / (stage.width / stage.height)
  return Math.max(ratio, 1 / ratio) > tolerance ? 'contain' : 'cover'
}
