import type * as z from 'zod/mini'

/** For each event the schema of its payload and, if it is acknowledged, of its acknowledgement. */
export type Contract = Record<string, { payload: z.ZodMiniType; ack?: z.ZodMiniType }>

/** The payload of an event. */
export type Payload<C extends Contract, E extends keyof C> = z.output<C[E]['payload']>

/** The acknowledgement of an event; never if the event has none. */
export type Ack<C extends Contract, E extends keyof C> = C[E] extends { ack: infer A extends z.ZodMiniType }
  ? z.output<A>
  : never

/** The events of a contract that are acknowledged. */
export type Acknowledged<C extends Contract> = {
  [E in keyof C]: C[E] extends { ack: z.ZodMiniType } ? E : never
}[keyof C] &
  string

/** The events of a contract that are not acknowledged. */
export type Told<C extends Contract> = Exclude<keyof C & string, Acknowledged<C>>

/** Socket.IO's type map, derived from the contract. */
export type EventMap<C extends Contract> = {
  [E in keyof C]: (
    payload: Payload<C, E>,
    ...ack: C[E] extends { ack: z.ZodMiniType } ? [ack: (result: Ack<C, E>) => void] : []
  ) => void
}

/** One handler for each event; it returns the acknowledgement. */
export type Handlers<C extends Contract> = {
  [E in keyof C]: (
    payload: Payload<C, E>,
  ) => C[E] extends { ack: z.ZodMiniType } ? Ack<C, E> | Promise<Ack<C, E>> : void
}

/** One handler for each event, shared by many sockets; it gets the socket of the payload. */
export type SharedHandlers<S, C extends Contract> = {
  [E in keyof C]: (socket: S, ...payload: Parameters<Handlers<C>[E]>) => ReturnType<Handlers<C>[E]>
}
