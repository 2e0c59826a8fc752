// PeerJS's own server, started as in its documentation.
import { PeerServer } from 'peer'

PeerServer({ host: '127.0.0.1', port: 0, path: '/', concurrent_limit: 20_000 }, (server) =>
  process.stdout.write(`listening on ${server.address().port}\n`),
)
