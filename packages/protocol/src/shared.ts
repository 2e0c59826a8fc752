import type { EndReason } from './call.ts'

// Types that several packages share and no message carries: the engine makes the values, the screens have words for them.

/** Why the engine gives a call up: it was connected and is no more, never was, or the other side is not who it should be. */
export type MediaLoss = Extract<EndReason, 'lost' | 'failed' | 'insecure'>

/** Why a microphone or camera is not available; `dismissed` is a prompt closed without an answer. */
export type MediaProblem = 'denied' | 'dismissed' | 'missing' | 'inUse' | 'insecure' | 'unknown'

/** How well the two hear and see each other. */
export type Quality = 'excellent' | 'good' | 'poor'

/** A problem of one's own voice: the microphone yields digital silence, or the person speaks while muted. */
export type VoiceNotice = 'silent' | 'mutedSpeech'

/**
 * What this device knows of somebody who claims an ID. `new`: met for the first time. `known`: the root seen before.
 * `verified`: the two compared their safety number. `changed`: proved, but by another root than the known one.
 * `forged`: proved nothing. `removed`: a device whose key was revoked.
 */
export type Standing = 'new' | 'known' | 'verified' | 'changed' | 'forged' | 'removed'
