import type { EndReason } from './call.ts'

// Types that several packages share and no message carries: the engine makes the values, and the UI has text for them.

/** Why the engine gives up a call: media was lost, the call never connected, or the other side's identity is wrong. */
export type MediaLoss = Extract<EndReason, 'lost' | 'failed' | 'insecure'>

/** Why a microphone or camera is not available; `dismissed` is a prompt closed without an answer. */
export type MediaProblem = 'denied' | 'dismissed' | 'missing' | 'inUse' | 'insecure' | 'unknown'

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
