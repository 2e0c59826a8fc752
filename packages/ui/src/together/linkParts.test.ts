import { expect, test } from 'vitest'
import { linkParts } from './linkParts.ts'

const links = (text: string) => linkParts(text).flatMap(({ href }) => (href === null ? [] : [href]))

test.each([
  ['see https://a.example/b?c=1#d.', ['https://a.example/b?c=1#d']],
  ['(http://a.example)', ['http://a.example/']],
  ['https://a.example/x_(y)', ['https://a.example/x_(y)']],
  ['two http://a.example, HTTPS://b.example!', ['http://a.example/', 'https://b.example/']],
  ['javascript:alert(1) data:text/html,x file:///etc a.example mailto:a@b.example', []],
  ['https://', []],
  ['<a href="https://a.example/q">', ['https://a.example/q']],
])('%s', (text, expected) => {
  expect(links(text)).toEqual(expected)
  const whole = linkParts(text).map((part) => part.text)
  expect(whole.join('')).toBe(text)
})
