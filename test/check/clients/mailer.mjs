// Sends one mail with nodemailer: mailer.mjs HOST PORT CA [require|ignore] [lax] [twice]; CA is a file, or "-" for none.
import { readFileSync } from 'node:fs'
import nodemailer from 'nodemailer'

const [host, port, ca, ...modes] = process.argv.slice(2)
const trust = modes.includes('lax') ? { rejectUnauthorized: false } : ca === '-' ? {} : { ca: readFileSync(ca) }
const transport = nodemailer.createTransport({
  host,
  port: Number(port),
  requireTLS: modes.includes('require'),
  ignoreTLS: modes.includes('ignore'),
  tls: trust,
  auth: { user: process.env.SMTP_SIMULATOR_USER, pass: process.env.SMTP_SIMULATOR_PASS },
})
for (let mail = 0; mail < (modes.includes('twice') ? 2 : 1); mail++) {
  await transport.sendMail({ from: 'a@example.com', to: 'b@example.org', text: 'hello' })
}
