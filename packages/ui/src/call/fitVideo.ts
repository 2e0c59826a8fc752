type Size = { width: number; height: number }

/** The largest ratio between the two aspect ratios at which filling the stage still crops little enough. */
const tolerance = 1.8

/** True if a picture fills the stage: never a screen, and a camera unless its aspect ratio is very different. */
export function fitVideo(video: Size | null, stage: Size, sharing: boolean): 'cover' | 'contain' {
  if (sharing) return 'contain'
  if (!video || video.width === 0 || video.height === 0 || stage.width === 0 || stage.height === 0) return 'cover'
  const ratio = video.width / video.height / (stage.width / stage.height)
  return Math.max(ratio, 1 / ratio) > tolerance ? 'contain' : 'cover'
}
