import type { CallView } from '@parley/protocol'
import { expect, it } from 'vitest'
import { callAnswered, callEnded, deviceRinging, glareResolved, ticketIssued } from '../state/callSlice.ts'
import { ada, grace } from '../testing/callHarness.ts'
import { factsOf } from './serverFacts.ts'

const callId = 'call-mine-0000000'
const known = { callId, kind: 'direct', media: 'video', rev: 2, caller: ada, callee: 'grace' } as const
const phone = { ...grace, warm: true }

/** What an action says, without the moment at which it was made. */
const said = (facts: ReturnType<typeof factsOf>) =>
  facts.map(({ type, payload }) => ({ type, payload: { ...payload, at: undefined, wall: undefined } }))

it('a ringing call says on which devices it rings', () => {
  const view = { ...known, state: 'ringing', ringing: [phone, ada], ringsForMs: 45_000 } satisfies CallView
  expect(factsOf(view, callId)).toEqual([
    deviceRinging({ callId, device: phone, rev: 2 }),
    deviceRinging({ callId, device: ada, rev: 2 }),
  ])
})

it('an answered call says who answered, under which name, and by which ticket it survives the server', () => {
  const view = { ...known, state: 'answered', answeredBy: grace, ticket: 'ticket' } as const
  const answer = { callId, device: grace, media: 'video', ticket: 'ticket' } as const
  expect(said(factsOf(view, callId))).toEqual(said([callAnswered(answer), ticketIssued({ callId, ticket: 'ticket' })]))
  const [named] = factsOf({ ...view, name: 'Grace' }, callId)
  expect(named?.payload).toMatchObject({ name: 'Grace' })
  const [unnamed] = factsOf(view, callId)
  expect(unnamed?.payload).not.toHaveProperty('name')
})

it('an answered call under another name is the other side’s: both dialled', () => {
  const view = { ...known, state: 'answered', answeredBy: ada, ticket: 'ticket' } as const
  const asked = 'call-asked-000000'
  expect(said(factsOf(view, asked))).toEqual(
    said([glareResolved({ callId: asked, into: callId, rev: 2, device: ada, media: 'video', ticket: 'ticket' })]),
  )
})

it('an ended call says why, under the name by which it was asked for', () => {
  const view = { ...known, state: 'ended', reason: 'busy' } as const
  const asked = 'call-asked-000000'
  expect(said(factsOf(view, asked))).toEqual(said([callEnded({ callId: asked, reason: 'busy', rev: 2 })]))
})
