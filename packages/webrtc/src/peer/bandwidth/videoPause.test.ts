import { expect, test } from 'vitest'
import { followVideoPause, resumeVideoPause, startVideoPause, type VideoMode, type VideoPause } from './videoPause.ts'

interface Stretch {
  seconds: number
  kbps: number | null
  calm?: boolean
}

/** Polls a network once a second and returns each change of mode. */
function follow(stretches: Stretch[], start: VideoPause = startVideoPause(0)) {
  let videoPause = start
  let second = start.began / 1_000
  const changes: [second: number, mode: VideoMode][] = []
  for (const { seconds, kbps, calm = false } of stretches) {
    for (let passed = 0; passed < seconds; passed += 1) {
      const before = videoPause.mode
      videoPause = followVideoPause(
        videoPause,
        { availableBps: kbps === null ? null : kbps * 1_000, calm },
        second * 1_000,
      )
      if (videoPause.mode !== before) changes.push([second, videoPause.mode])
      second += 1
    }
  }
  return { videoPause, changes }
}

const WELL = { seconds: 20, kbps: 1_000 }

test.each<[what: string, stretches: Stretch[], changes: [number, VideoMode][]]>([
  ['a wide line stays as it is', [{ seconds: 300, kbps: 1_000 }], []],
  ['below 60 kb/s for 5 s the camera is paused', [WELL, { seconds: 6, kbps: 59 }], [[25, 'voiceOnly']]],
  ['a shorter gap is nothing', [WELL, { seconds: 5, kbps: 10 }, WELL, { seconds: 5, kbps: 10 }, WELL], []],
  ['60 kb/s is enough', [WELL, { seconds: 60, kbps: 60 }], []],
  ['nothing is paused before the estimate has settled', [{ seconds: 13, kbps: 30 }], []],
  ['but then it is', [{ seconds: 14, kbps: 30 }], [[13, 'voiceOnly']]],
  ['a browser that makes no estimate is never paused', [{ seconds: 300, kbps: null }], []],
  [
    'above 100 kb/s held for 6 s it is resumed',
    [WELL, { seconds: 6, kbps: 30 }, { seconds: 7, kbps: 101 }],
    [
      [25, 'voiceOnly'],
      [32, 'full'],
    ],
  ],
  [
    '100 kb/s are not enough, nor is more for a moment',
    [WELL, { seconds: 6, kbps: 30 }, { seconds: 60, kbps: 100 }, { seconds: 5, kbps: 200 }, { seconds: 60, kbps: 99 }],
    [[25, 'voiceOnly']],
  ],
  [
    'where voice goes well a small picture is tried, and kept if the line bears it',
    [WELL, { seconds: 6, kbps: 30 }, { seconds: 16, kbps: 75, calm: true }, { seconds: 12, kbps: 150 }],
    [
      [25, 'voiceOnly'],
      [41, 'trial'],
      [51, 'full'],
    ],
  ],
  [
    'trials lie further and further apart while they fail',
    [WELL, { seconds: 6, kbps: 30 }, { seconds: 300, kbps: 40, calm: true }],
    [
      [25, 'voiceOnly'],
      [41, 'trial'],
      [50, 'voiceOnly'],
      [81, 'trial'],
      [90, 'voiceOnly'],
      [151, 'trial'],
      [160, 'voiceOnly'],
      [281, 'trial'],
      [290, 'voiceOnly'],
    ],
  ],
  [
    'loss or delay on voice alone puts a trial off',
    [
      WELL,
      { seconds: 6, kbps: 30 },
      { seconds: 10, kbps: 40, calm: true },
      { seconds: 1, kbps: 40 },
      { seconds: 16, kbps: 40, calm: true },
    ],
    [
      [25, 'voiceOnly'],
      [52, 'trial'],
    ],
  ],
])('%s', (_what, stretches, changes) => {
  expect(follow(stretches).changes).toEqual(changes)
})

test('a line that bore everything for a minute has its first trial soon again', () => {
  const failed = follow([WELL, { seconds: 6, kbps: 30 }, { seconds: 70, kbps: 40, calm: true }]).videoPause
  expect(failed.failures).toBe(2)
  expect(
    follow(
      [
        { seconds: 7, kbps: 200 },
        { seconds: 61, kbps: 200 },
        { seconds: 6, kbps: 30 },
      ],
      failed,
    ).videoPause,
  ).toMatchObject({
    mode: 'voiceOnly',
    failures: 0,
  })
})

test('a line that comes back keeps its mode, and is judged anew', () => {
  const paused = follow([WELL, { seconds: 6, kbps: 30 }]).videoPause
  const back = resumeVideoPause(paused, 100_000)
  expect(back).toMatchObject({ mode: 'voiceOnly', believedFrom: 108_000, highSince: null })
  expect(follow([{ seconds: 20, kbps: 300 }], back).changes).toEqual([[114, 'full']])
})
