import { parseArgs } from 'node:util'
import { startParley } from './lab/parleyServer.ts'
import { keepResult, print, rounded, tableOf } from './lab/result.ts'
import { Teardowns } from './lab/teardowns.ts'
import { inBatches } from './load/drive.ts'
import { connectParleyPair, connectUser, type ParleyUser } from './load/parleyUser.ts'

const CALLS = 20
const CHANGES = 3
/** How many users watch "People online". */
const WATCHERS = 50
/** A wait longer than the server's interval between presence changes. Milliseconds. */
const SETTLE_MS = 1_500

const { values } = parseArgs({ options: { online: { type: 'string', default: '100,1000,10000' } } })

interface Sent {
  messages: number
  bytes: number
}

const settle = () => new Promise((resolve) => setTimeout(resolve, SETTLE_MS))

/** The sum of what all have received since the last call. */
const receivedBy = (people: readonly ParleyUser[]): Sent =>
  people
    .map(({ wire }) => wire.received())
    .reduce((sum, each) => ({ messages: sum.messages + each.messages, bytes: sum.bytes + each.bytes }))

const perOne = ({ messages, bytes }: Sent, times: number): Sent => ({
  messages: rounded(messages / times, 2),
  bytes: rounded(bytes / times, 0),
})

async function measure(online: number) {
  await using teardowns = new Teardowns()
  const server = teardowns.add(await startParley())
  const url = `http://127.0.0.1:${server.port}`
  // Two more users call each other. They are counted apart, because only they should receive anything for a call.
  const pair = await connectParleyPair(url)
  const people = await inBatches(online - 2, 100, (number) => connectUser(url, `idle-${number}`))
  for (const { wire } of people) wire.mail.ignore()
  const call = async (times: number) => {
    for (let time = 0; time < times; time += 1) await pair.call()
  }
  const meanwhile = async (task: () => Promise<void>): Promise<Sent> => {
    await settle()
    receivedBy(people)
    pair.received()
    await task()
    await settle()
    return receivedBy(people)
  }

  const others = await meanwhile(() => call(CALLS))
  const own = pair.received()
  const watching = people.slice(0, WATCHERS)
  await Promise.all(watching.map(({ wire }) => wire.ask('watchPresence', { query: '' })))
  // An ID at the end of the alphabet only changes the total; one at its beginning is in the list.
  const come = async (name: string) => {
    for (let change = 0; change < CHANGES; change += 1) {
      const somebody = await connectUser(url, `${name}-${change}`)
      await settle()
      await somebody.wire.close()
      await settle()
    }
  }
  const inList = await meanwhile(() => come('aaa'))
  const beyond = await meanwhile(() => come('zzz'))
  return {
    ...{ online, watching: watching.length },
    call: perOne(own, CALLS),
    callToOthers: perOne(others, CALLS),
    changeInList: perOne(inList, 2 * CHANGES),
    changeBeyond: perOne(beyond, 2 * CHANGES),
  }
}

const result = []
for (const online of values.online.split(',').map(Number)) result.push(await measure(online))
keepResult('scale', { calls: CALLS, changes: 2 * CHANGES, result })
const cell = ({ messages, bytes }: Sent) => [messages, bytes]
print(
  '\nWhat the server sends for one call, and for one person who comes or goes while some watch',
  tableOf([
    [
      ...['online', 'a call: messages', 'bytes', 'to others', 'watching'],
      ...['a change in the list: messages', 'bytes', 'beyond it: messages', 'bytes'],
    ],
    ...result.map((each) => [
      ...[each.online, ...cell(each.call), each.callToOthers.messages, each.watching],
      ...[...cell(each.changeInList), ...cell(each.changeBeyond)],
    ]),
  ]),
)
process.exit(0)
