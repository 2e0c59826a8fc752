import { expect, test } from 'vitest'
import { askForRobustOpus } from './opus.ts'

const lines = (...text: string[]) => `${text.join('\r\n')}\r\n`
const HEAD = ['v=0', 'm=audio 9 UDP/TLS/RTP/SAVPF 111 0', 'a=mid:0']

test.each([
  [
    'adds missing parameters',
    lines(...HEAD, 'a=rtpmap:111 opus/48000/2', 'a=fmtp:111 minptime=10;useinbandfec=1'),
    lines(...HEAD, 'a=rtpmap:111 opus/48000/2', 'a=fmtp:111 minptime=10;useinbandfec=1;usedtx=1'),
  ],
  [
    'overrules parameters of other values',
    lines(...HEAD, 'a=rtpmap:111 opus/48000/2', 'a=fmtp:111 usedtx=0; stereo=1 ;useinbandfec=0'),
    lines(...HEAD, 'a=rtpmap:111 opus/48000/2', 'a=fmtp:111 stereo=1;useinbandfec=1;usedtx=1'),
  ],
  [
    'adds the line where there is none',
    lines(...HEAD, 'a=rtpmap:111 OPUS/48000/2', 'a=rtpmap:0 PCMU/8000'),
    lines(...HEAD, 'a=rtpmap:111 OPUS/48000/2', 'a=fmtp:111 useinbandfec=1;usedtx=1', 'a=rtpmap:0 PCMU/8000'),
  ],
  [
    'leaves other codecs alone',
    lines(...HEAD, 'a=rtpmap:111 opus/48000/2', 'a=fmtp:111 x=1', 'a=rtpmap:96 VP8/90000', 'a=fmtp:96 y=1'),
    lines(
      ...HEAD,
      'a=rtpmap:111 opus/48000/2',
      'a=fmtp:111 x=1;useinbandfec=1;usedtx=1',
      'a=rtpmap:96 VP8/90000',
      'a=fmtp:96 y=1',
    ),
  ],
  ['needs no opus', lines(...HEAD, 'a=rtpmap:0 PCMU/8000'), lines(...HEAD, 'a=rtpmap:0 PCMU/8000')],
  ['needs no text', '', ''],
  [
    'takes an end without a line break',
    'a=rtpmap:111 opus/48000/2',
    'a=rtpmap:111 opus/48000/2\r\na=fmtp:111 useinbandfec=1;usedtx=1',
  ],
])('%s', (_what, sdp, asked) => {
  expect(askForRobustOpus(sdp)).toBe(asked)
  expect(askForRobustOpus(asked)).toBe(asked)
})
