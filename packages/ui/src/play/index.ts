export { PuckPanel, type PuckPanelProps } from './PuckPanel.tsx'
export type { Spot, Steering, TablePicture, TableShape } from './types.ts'
