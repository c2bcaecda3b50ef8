import nodemailer from 'nodemailer'
import t from 'tap'
import { startScenario } from '../../src/index.ts'

const mail = { from: 'a@example.com', to: 'b@example.org', subject: 'Grüße', text: 'hello' }

t.test('a mail that nodemailer sends over STARTTLS is there to be read', async (t) => {
  await using server = await startScenario('healthy')
  await nodemailer.createTransport({ ...server.clientOptions, requireTLS: true }).sendMail(mail)
  const session = await server.nextSession()
  t.match(session, { tlsVersion: 'TLSv1.3', messages: 1 })
  const [message] = server.messages
  t.match(message, { sender: 'a@example.com', recipients: ['b@example.org'], secured: true })
  t.match(await message?.parsed(), { subject: 'Grüße', text: /^hello/ })
})
