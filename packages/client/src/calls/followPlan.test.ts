import { callReducer, endCall, startOutgoingCall } from '@parley/call'
import type { MediaPlan } from '@parley/webrtc'
import { configureStore } from '@reduxjs/toolkit'
import { expect, it } from 'vitest'
import { choicesChanged, mediaChoicesReducer } from '../state/mediaChoices.ts'
import { followPlan } from './followPlan.ts'

const CALL = 'call-000000000000'
const newStore = () => configureStore({ reducer: { call: callReducer, mediaChoices: mediaChoicesReducer } })

it('a plan that changes during `sync` reaches the session after that `sync`', () => {
  const store = newStore()
  const order: string[] = []
  const session = {
    sync(plan: MediaPlan) {
      order.push(`begin ${plan.kind}`)
      // Ends the call during `sync`.
      if (plan.kind === 'preconnect') store.dispatch(endCall({ callId: CALL }))
      order.push(`end ${plan.kind}`)
    },
  }
  const stop = followPlan(session, store)
  store.dispatch(startOutgoingCall({ callee: 'bob', media: 'video' }, CALL))
  expect(order).toEqual([
    'begin released',
    'end released',
    'begin preconnect',
    'end preconnect',
    'begin released',
    'end released',
  ])
  stop()
})

it('an action that does not change the plan’s state causes no `sync`', () => {
  const store = newStore()
  const plans: string[] = []
  const stop = followPlan({ sync: ({ kind }) => void plans.push(kind) }, store)
  store.dispatch(endCall({ callId: CALL }))
  expect(plans).toEqual(['released'])
  stop()
})

it('the teardown releases media, and no plan follows', () => {
  const store = newStore()
  const plans: string[] = []
  const stop = followPlan({ sync: ({ kind }) => void plans.push(kind) }, store)
  store.dispatch(startOutgoingCall({ callee: 'bob', media: 'video' }, CALL))
  stop()
  store.dispatch(choicesChanged({ callId: CALL, muted: true }))
  expect(plans).toEqual(['released', 'preconnect', 'released'])
})
