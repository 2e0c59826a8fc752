import type { Script } from '../script/script.ts'
import type { Schedules } from './schedules.ts'

/** What a worker is to do. */
export type Task =
  /** Run these, until one fails or to the end. */
  | { do: 'run'; schedules: Schedules; untilFound: boolean }
  /** Make this failing script small, and tell what happens in it. */
  | { do: 'report'; script: Script }

/** A script that went wrong, and what was wrong first. */
export interface Found {
  script: Script
  problem: string
}

/** What a worker says: how many schedules it has run since it last said so and what it found in the last of them, or a report. */
export type Message = { done: number; found: Found | null } | { report: string }
