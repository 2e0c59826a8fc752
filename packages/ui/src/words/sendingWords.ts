import type { ScreenProblem, Unsent } from '@parley/protocol'

/** Says why a screen is not shared, and what to do about it. */
export function screenWords(problem: ScreenProblem): string {
  switch (problem) {
    case 'blocked':
      return 'Your screen was not shared. Allow the browser to record it, in your system’s settings.'
    case 'failed':
      return 'Your screen could not be shared. Try again, or choose another window.'
    case 'unanswered':
      return 'Your browser did not say which screen to share. Try again, or restart your browser.'
    case 'notSent':
      return 'Your screen was not shared: this call cannot send it.'
  }
}

/** Says that sound or pictures do not reach the other side, and what still does. */
export function unsentWords(kind: 'audio' | 'video', why: Unsent): string {
  if (why === 'noCodec') {
    return kind === 'audio'
      ? 'Your two browsers share no sound format, so you cannot hear each other. Try another browser.'
      : 'Your two browsers share no video format, so there are no pictures. You can still talk.'
  }
  return kind === 'audio'
    ? 'Your browser does not send your voice. Choose another microphone.'
    : 'Your browser does not send your picture. Turn your camera off and on, or choose another one.'
}

/** Everything that does not leave although it should, each in a sentence. */
export function sendingWords({
  screenProblem = null,
  unsent = { audio: null, video: null },
}: {
  screenProblem?: ScreenProblem | null
  unsent?: { audio: Unsent | null; video: Unsent | null }
}): string[] {
  return [
    ...(screenProblem ? [screenWords(screenProblem)] : []),
    ...(unsent.audio ? [unsentWords('audio', unsent.audio)] : []),
    ...(unsent.video ? [unsentWords('video', unsent.video)] : []),
  ]
}
