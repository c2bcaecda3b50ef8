// nodemailer and mechanisms: `authMethod` is used as it stands, listed or not.
import { type ClientCorpus, label } from '../pair.ts'

const NODEMAILER = 'node {nodemailer} {from} {to} host={host} port={port} requireTLS=true tls.ca={ca}'
const LOGIN = 'auth.user=desk auth.pass=hunter2'

export const NODEMAILER_AUTH: ClientCorpus = {
  client: 'nodemailer',
  settings: {
    PLAIN: `${NODEMAILER} ${LOGIN} authMethod=PLAIN`,
    LOGIN: `${NODEMAILER} ${LOGIN} authMethod=LOGIN`,
  },
  flips: [
    {
      scenario: 'auth-mechanism-unknown',
      option: ['authMethod=LOGIN', 'authMethod=PLAIN'],
      labels: [
        label('LOGIN', 'mandatory', 'pass', 'encrypted', 'closed-without-quit', 'LOGIN is what Exchange lists.'),
        label('PLAIN', 'mandatory', 'fail', 'none', 'auth-mechanism-not-offered', '504 5.7.4: PLAIN is not listed.'),
      ],
    },
  ],
}
