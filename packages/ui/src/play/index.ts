export type { Spot, Steering, TablePicture, TableShape } from '../types/play.ts'
export { PuckPanel, type PuckPanelProps } from './PuckPanel.tsx'
