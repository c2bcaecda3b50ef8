// Ready commands that send one mail to a server, for clients that people have at hand.
import type { ServerInfo } from '../control/contract.ts'

export interface ReadyCommand {
  name: string
  text: string
}

/** The authority as it is downloaded from this page. */
export const CA_FILE = 'smtp-simulator-ca.pem'

const FROM = 'alarms@example.com'
const TO = 'desk@example.org'

/** `caAddress` is where the certificate of the authority is had. */
export function commandsFor(
  { host, port, mode }: Pick<ServerInfo, 'host' | 'port' | 'mode'>,
  caAddress: string,
): ReadyCommand[] {
  const isImplicit = mode === 'implicit'
  const lines = (...parts: string[]) => parts.filter((part) => part !== '').join(' \\\n  ')
  return [
    { name: 'CA file', text: lines(`curl -s -o ${CA_FILE}`, caAddress) },
    {
      name: 'swaks',
      text: lines(
        `swaks --server ${host}:${port}`,
        isImplicit ? '--tls-on-connect' : '--tls',
        `--tls-verify --tls-ca-path ${CA_FILE}`,
        // Where a login is asked for: any will do.
        `--auth-optional --auth-user ${FROM} --auth-password any`,
        `--from ${FROM} --to ${TO}`,
      ),
    },
    {
      name: 'openssl',
      text: lines(
        `openssl s_client -connect ${host}:${port}`,
        isImplicit ? '' : '-starttls smtp',
        `-CAfile ${CA_FILE} -verify_return_error -crlf`,
      ),
    },
    {
      name: 'curl',
      text: lines(
        `printf 'Subject: a mail\\n\\nHello.\\n' | curl --ssl-reqd --cacert ${CA_FILE}`,
        `${isImplicit ? 'smtps' : 'smtp'}://${host}:${port} --user ${FROM}:any`,
        `--mail-from ${FROM} --mail-rcpt ${TO} --upload-file -`,
      ),
    },
    {
      name: 'nodemailer',
      text: [
        "import { readFileSync } from 'node:fs'",
        "import nodemailer from 'nodemailer'",
        '',
        `const transport = nodemailer.createTransport({ host: '${host}', port: ${port},`,
        `  secure: ${isImplicit}, requireTLS: ${!isImplicit}, tls: { ca: readFileSync('${CA_FILE}') } })`,
        `await transport.sendMail({ from: '${FROM}', to: '${TO}', subject: 'a mail', text: 'Hello.' })`,
      ].join('\n'),
    },
    // It begins with STARTTLS, as the products do that it is like.
    ...(isImplicit
      ? []
      : [
          {
            name: 'a product, played',
            text: lines(`npx simulate send ${host}:${port} --as careful`, `--ca ${CA_FILE} --log`),
          },
        ]),
  ]
}
