import type { EndReason } from './call.ts'

// Types that several packages share and no message carries: the engine makes the values, and the UI has text for them.

/** Why the engine gives up a call: media was lost, the call never connected, or the other side's identity is wrong. */
export type MediaLoss = Extract<EndReason, 'lost' | 'failed' | 'insecure'>

/**
 * Why a microphone or camera is not available. `dismissed`: a prompt closed without an answer. `stuck`: it may be used,
 * and the browser does not start it. `insecure`: the page was not loaded securely. `unsupported`: the browser has none for
 * pages, however they were loaded.
 */
export type MediaProblem =
  | 'denied'
  | 'dismissed'
  | 'missing'
  | 'inUse'
  | 'stuck'
  | 'insecure'
  | 'unsupported'
  | 'unknown'

/**
 * Why a screen is not shared although the person wanted it. `blocked`: the system or a policy refused. `unanswered`: the
 * browser said nothing for minutes. `notSent`: it was captured, and the connection does not take it.
 */
export type ScreenProblem = 'blocked' | 'failed' | 'unanswered' | 'notSent'

/** Why sound or pictures do not leave. `noCodec`: the two browsers have no format in common. `refused`: this one does not send it. */
export type Unsent = 'noCodec' | 'refused'

/** The quality of a call's media. */
export type Quality = 'excellent' | 'good' | 'poor'

/** A problem of this side's voice: the microphone yields digital silence, or the person speaks while muted. */
export type VoiceNotice = 'silent' | 'mutedSpeech'

/**
 * This device's knowledge of the owner of an ID. `new`: not met before. `known`: the root seen before. `verified`: the
 * two compared their safety number. `changed`: the proof is valid, but of another root than before. `forged`: the proof
 * is invalid. `removed`: the device's key was revoked.
 */
export type Standing = 'new' | 'known' | 'verified' | 'changed' | 'forged' | 'removed'
