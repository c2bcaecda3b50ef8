// Clients that misbehave: odd.mjs HOST PORT CA WHAT [LIFELINE]. The lifeline is a port that holds a connection of every
// process as long as it lives.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import nodemailer from 'nodemailer'

const [host, port, ca, what, lifeline] = process.argv.slice(2)

function holdLifeline() {
  return new Promise((resolve) => connect(Number(lifeline), '127.0.0.1', resolve))
}

async function deliver() {
  const transport = nodemailer.createTransport({
    host,
    port: Number(port),
    requireTLS: true,
    tls: { ca: readFileSync(ca) },
  })
  await transport.sendMail({ from: 'a@example.com', to: 'b@example.org', text: 'hello' })
}

function fork(role, options = {}) {
  const args = [process.argv[1], host, port, ca, role, lifeline ?? String(process.pid)]
  const child = spawn(process.execPath, args, { stdio: 'ignore', ...options })
  child.unref()
  return child
}

/** A child that is there, and stays. */
async function forkStaying() {
  const child = fork('stays', { stdio: ['ignore', 'pipe', 'ignore'] })
  await new Promise((resolve) => child.stdout.once('data', resolve))
  child.stdout.destroy()
}

/** Nothing but the one signal that cannot be refused ends it. */
async function stay() {
  process.on('SIGTERM', () => {})
  process.on('SIGINT', () => {})
  await holdLifeline()
  process.stdout.on('error', () => {})
  process.stdout.write('here')
}

const ODD = {
  'kills itself': () => process.kill(process.pid, 'SIGKILL'),
  'delivers nothing and is content': () => {},
  cannot: () => process.exit(89),
  'connects without a word': () =>
    new Promise((resolve) => connect(Number(port), host, resolve)).then((_) => process.exit(0)),
  forks: () => fork('delivers as an orphan'),
  'delivers as an orphan': async () => {
    const parent = Number(lifeline)
    while (process.ppid === parent) await new Promise(setImmediate)
    await deliver()
  },
  'prints 100 MB': async () => {
    const megabyte = `${'x'.repeat(1024 * 1024 - 1)}\n`
    for (let printed = 0; printed < 100; printed++) await new Promise((done) => process.stdout.write(megabyte, done))
    await deliver()
    console.log('the last words')
  },
  'reads stdin': async () => {
    for await (const _ of process.stdin);
    await deliver()
  },
  hangs: async () => {
    await forkStaying()
    await stay()
    connect(Number(port), host).on('error', () => {})
  },
  stays: stay,
  'leaves a child behind': async () => {
    await forkStaying()
    await deliver()
  },
}
await ODD[what]()
