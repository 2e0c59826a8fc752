import type { Script } from '../script/script.ts'
import type { Schedules } from './schedules.ts'

/** A worker's task. */
export type Task =
  /** Run these, all of them or until one fails. */
  | { do: 'run'; schedules: Schedules; untilFound: boolean }
  /** Shrink this failing script, and report what happens in it. */
  | { do: 'report'; script: Script }

/** A script that failed, and its first violation. */
export interface Found {
  script: Script
  problem: string
}

/**
 * A worker's message: the number of schedules run since the last message and the failure of the last of them, or a
 * report.
 */
export type Message = { done: number; found: Found | null } | { report: string }
