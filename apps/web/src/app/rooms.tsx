import type { App, DeviceInvite } from '@parley/client'
import type { Calls } from '../call/loadCalls.tsx'
import type { CodesProps } from '../codes/Codes.tsx'

/** Loads a screen that few visits need; resolves to it. */
type Load<Props> = () => Promise<(props: Props) => React.ReactNode>

/** The screens beside home and calls, each fetched when somebody goes there. */
export interface Rooms {
  settings: Load<{ userId: string; onBack(): void }>
  join: Load<{ invite: DeviceInvite; onDone(): void }>
  recover: Load<{ onBack(): void }>
  codes: Load<CodesProps>
}

export const createRooms = (app: App, loadCalls: () => Promise<Calls>): Rooms => ({
  settings: async () => {
    const { Settings } = await import('../settings/Settings.tsx')
    return (props) => <Settings app={app} {...props} />
  },
  join: async () => {
    const { Join } = await import('../linking/Join.tsx')
    return (props) => <Join app={app} {...props} />
  },
  recover: async () => {
    const { Recover } = await import('../linking/Recover.tsx')
    return (props) => <Recover app={app} {...props} />
  },
  codes: async () => {
    const [{ Codes, mainSideOf }, { engine }] = await Promise.all([import('../codes/Codes.tsx'), loadCalls()])
    const main = mainSideOf(app, engine)
    return (props) => <Codes app={app} main={main} {...props} />
  },
})
