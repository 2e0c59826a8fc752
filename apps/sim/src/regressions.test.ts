import { expect, it } from 'vitest'
import { run } from './run.ts'
import type { Script } from './script/script.ts'
import { runSeeds } from './testing/runSeeds.ts'

/** Schedules that once went wrong, as small as they could be made. */
const scripts: [name: string, script: Script][] = [
  [
    'a call rings that came while its callee was in one which a restarted server had forgotten',
    {
      seed: 131,
      transport: 'fifo',
      cast: [0, 1, 2],
      warm: [],
      steps: [
        { after: 0, do: 'dial', device: 1, callee: 0, media: 'voice' },
        { after: 636, do: 'restart' },
        { after: 0, do: 'dial', device: 2, callee: 0, media: 'voice' },
        { after: 3_287, do: 'decline', device: 0 },
        { after: 0, do: 'cut', device: 1, deviceNotices: 0, serverNotices: 0, back: 1 },
      ],
    },
  ],
  [
    'a call rings whose invitation overtakes the end of the call before',
    {
      seed: 397,
      transport: 'unordered',
      cast: [0, 1, 1],
      warm: [],
      steps: [
        { after: 0, do: 'dial', device: 2, callee: 0, media: 'voice' },
        { after: 1_001, do: 'accept', device: 0, media: 'voice' },
        { after: 1_676, do: 'accept', device: 0, media: 'voice' },
        { after: 1_481, do: 'hangUp', device: 2 },
        { after: 20, do: 'dial', device: 2, callee: 0, media: 'voice' },
        { after: 247, do: 'screen', device: 0, caller: 0, as: 'ring' },
        { after: 3_579, do: 'dial', device: 0, callee: 0, media: 'voice' },
        { after: 4_462, do: 'dial', device: 1, callee: 0, media: 'voice' },
        { after: 2_545, do: 'accept', device: 0, media: 'voice' },
        { after: 43, do: 'decline', device: 0 },
        { after: 2_094, do: 'cut', device: 1, deviceNotices: 19_515, serverNotices: 0, back: 4_547 },
      ],
    },
  ],
  [
    'a caller whose clock is ahead does not give up before the server has told its time',
    {
      seed: 103,
      transport: 'fifo',
      cast: [0, 1, 2],
      warm: [],
      steps: [{ after: 0, do: 'dial', device: 1, callee: 0, media: 'voice' }],
    },
  ],
  [
    'a device whose clock is behind stops ringing in time though it is offline',
    {
      seed: 5617,
      transport: 'unordered',
      cast: [0, 1, 1],
      warm: [],
      steps: [
        { after: 0, do: 'dial', device: 0, callee: 1, media: 'voice' },
        { after: 8, do: 'cut', device: 2, deviceNotices: 14_723, serverNotices: 0, back: 44_947 },
      ],
    },
  ],
]

it.each(scripts)('%s', async (_name, script) => {
  expect((await run(script)).problem).toBeNull()
})

it('every seed that ever failed over an ordered network goes well', async () => {
  const seeds = [36, 48, 103, 131, 141, 338, 415, 1034, 1177, 1753, 2013, 2239, 2837, 5180, 24837]
  expect(await runSeeds(seeds, 'fifo')).toBe(seeds.length)
})

it('every seed that ever failed over an unordered network goes well', async () => {
  const seeds = [
    1, 3, 5, 6, 34, 87, 93, 247, 397, 462, 616, 619, 725, 782, 790, 965, 1308, 1309, 3680, 3838, 3953, 5617, 5715,
    17224, 23743, 29944, 52963,
  ]
  expect(await runSeeds(seeds, 'unordered')).toBe(seeds.length)
})
