import { expect, test } from 'vitest'
import { cleanName } from './cleanName.ts'

test.each([
  ['notes.pdf', 'notes.pdf'],
  ['Über uns – Größe 3.txt', 'Über uns – Größe 3.txt'],
  ['../../etc/passwd', 'passwd'],
  ['C:\\Windows\\evil.exe', 'evil.exe'],
  ['cod\u202egpj.exe', 'codgpj.exe'],
  ['a\u0000b\nc\u200b.txt', 'abc.txt'],
  ['.bashrc', 'bashrc'],
  ['CON.txt', '_CON.txt'],
  ['a?b*c<d>.txt', 'abcd.txt'],
  ['  spaced   out . ', 'spaced out'],
  ['', 'file'],
  ['..', 'file'],
  ['\ud800', 'file'],
  [`${'x'.repeat(300)}.tar.gz`, `${'x'.repeat(117)}.gz`],
])('%j becomes %j', (given, expected) => {
  expect(cleanName(given)).toBe(expected)
})
