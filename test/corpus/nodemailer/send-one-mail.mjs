// Sends one mail with nodemailer: sender, recipient, then options of createTransport as `name=value`, with a dot for
// those inside another (`tls.ca=FILE`). Exit code 0: the server has taken the mail.
import { readFileSync } from 'node:fs'
import nodemailer from 'nodemailer'

const FILES = ['ca', 'cert', 'key']
const [sender, recipient, ...words] = process.argv.slice(2)
const options = { name: 'client.test' }
for (const word of words) {
  const [path, value] = [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]
  const [name, ...outer] = path.split('.').reverse()
  const inner = outer.reduceRight((place, key) => (place[key] ??= {}), options)
  inner[name] = FILES.includes(name) ? readFileSync(value) : meant(value)
}
const transport = nodemailer.createTransport(options)
await transport.sendMail({ from: sender, to: recipient, subject: 'an alarm', text: 'The disk is full.' })

function meant(value) {
  if (value === 'true' || value === 'false') return value === 'true'
  return /^\d+$/.test(value) ? Number(value) : value
}
