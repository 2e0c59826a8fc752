import type { Client, DeviceInvite } from '@parley/client'
import type { LoadCalls } from '../call/useCallLayer.ts'
import type { CodesProps } from '../codes/Codes.tsx'

/** Loads the code of a screen, and resolves to what renders it. After a rejection the next call loads again. */
type Load<Props> = () => Promise<(props: Props) => React.ReactNode>

/** The screens besides welcome and home, each loaded on first use. */
export interface LazyScreens {
  /** The screens of calls, with the page's one engine. */
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
