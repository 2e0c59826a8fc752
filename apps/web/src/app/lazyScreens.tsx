import type { Client, DeviceInvite } from '@parley/client'
import type { LoadCalls } from '../call/useCallLayer.ts'
import type { CodesProps } from '../codes/Codes.tsx'

/** Loads a screen that not every visit needs; resolves to it. A failure is forgotten, to be tried again. */
type Load<Props> = () => Promise<(props: Props) => React.ReactNode>

/** The screens beside home, each fetched when somebody goes there. */
export interface LazyScreens {
  /** Of whatever call there is; all of one page have the one engine. */
  calls: LoadCalls
  settings: Load<{ userId: string; onBack(): void }>
  join: Load<{ invite: DeviceInvite; onDone(): void }>
  recover: Load<{ onBack(): void }>
  codes: Load<CodesProps>
}

export const createLazyScreens = (client: Client): LazyScreens => ({
  calls: async () => {
    const [{ CallLayer }, calls] = await Promise.all([import('../call/CallLayer.tsx'), client.calls()])
    return () => <CallLayer calls={calls} />
  },
  settings: async () => {
    const [{ Settings }, devices] = await Promise.all([import('../settings/Settings.tsx'), client.devices()])
    return (props) => <Settings devices={devices} {...props} />
  },
  join: async () => {
    const [{ Join }, devices] = await Promise.all([import('../linking/Join.tsx'), client.devices()])
    return (props) => <Join devices={devices} {...props} />
  },
  recover: async () => {
    const [{ Recover }, devices] = await Promise.all([import('../linking/Recover.tsx'), client.devices()])
    return (props) => <Recover devices={devices} {...props} />
  },
  codes: async () => {
    const [{ Codes }, codes] = await Promise.all([import('../codes/Codes.tsx'), client.codes()])
    return (props) => <Codes codes={codes} {...props} />
  },
})
