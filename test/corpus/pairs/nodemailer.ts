// nodemailer. As it comes it takes STARTTLS where it is listed; `requireTLS` says STARTTLS even where it is not listed;
// `ignoreTLS` never does. Node checks chain and name unless `tls.rejectUnauthorized` is false.
import { type ClientCorpus, label } from '../pair.ts'

const NODEMAILER = 'node {nodemailer} {from} {to} host={host} port={port}'
const BY_ADDRESS = 'node {nodemailer} {from} {to} host=127.0.0.1 port={port}'
const CA = 'tls.ca={ca}'
const ANY = 'tls.rejectUnauthorized=false'
const LOGIN = 'auth.user=desk auth.pass=hunter2'

/** Seen in the first run, and so in its smtp-transport: send() ends with connection.close(); only verify() says QUIT. */
const NO_QUIT = 'nodemailer closes without QUIT once the mail is in; that is a remark and changes no verdict.'

const FAULTS = {
  'cert-expired': 'certificate-expired',
  'cert-self-signed': 'certificate-self-signed',
  'cert-untrusted-root': 'certificate-untrusted-root',
  'cert-wrong-host': 'certificate-name-mismatch',
}

export const NODEMAILER_CORPUS: ClientCorpus = {
  client: 'nodemailer',
  settings: {
    required: `${NODEMAILER} requireTLS=true ${CA}`,
    'required, unchecked': `${NODEMAILER} requireTLS=true ${ANY}`,
    'required, own trust': `${NODEMAILER} requireTLS=true`,
    usual: `${NODEMAILER} ${CA}`,
    'usual, unchecked': `${NODEMAILER} ${ANY}`,
    'usual, login': `${NODEMAILER} ${CA} ${LOGIN}`,
    ignored: `${NODEMAILER} ignoreTLS=true ${CA}`,
    'ignored, unchecked': `${NODEMAILER} ignoreTLS=true ${ANY}`,
    'at once': `${NODEMAILER} requireTLS=true secure=true ${CA}`,
    certificate: `${NODEMAILER} requireTLS=true ${CA} tls.cert={cert} tls.key={key}`,
    'foreign certificate': `${NODEMAILER} requireTLS=true ${CA} tls.cert={foreign-cert} tls.key={foreign-key}`,
    'from TLS 1.2': `${NODEMAILER} requireTLS=true ${CA} tls.minVersion=TLSv1.2`,
    'from TLS 1.3': `${NODEMAILER} requireTLS=true ${CA} tls.minVersion=TLSv1.3`,
    login: `${NODEMAILER} requireTLS=true ${CA} ${LOGIN}`,
    'NULL suites': `${NODEMAILER} requireTLS=true ${CA} tls.ciphers=eNULL:@SECLEVEL=0`,
    'anonymous suites': `${NODEMAILER} requireTLS=true ${ANY} tls.ciphers=aNULL:@SECLEVEL=0`,
    'from 127.0.0.1': `${BY_ADDRESS} ${ANY} localAddress=127.0.0.1`,
    'from 127.0.0.2': `${BY_ADDRESS} ${ANY} localAddress=127.0.0.2`,
  },
  flips: [
    {
      scenario: 'no-starttls',
      option: ['requireTLS=true', ''],
      labels: [
        label(
          'required',
          'mandatory',
          'pass',
          'none',
          'starttls-not-offered',
          'It says STARTTLS all the same, is refused, and stops.',
        ),
        label(
          'usual',
          'mandatory',
          'fail',
          'in-clear',
          'starttls-not-offered',
          'Without requireTLS it goes on in clear.',
        ),
      ],
    },
    {
      scenario: 'no-starttls',
      option: ['requireTLS=true', ''],
      labels: [
        label('required', 'opportunistic', 'pass', 'none', 'starttls-not-offered', 'Stricter than asked.'),
        label('usual', 'opportunistic', 'pass', 'in-clear', 'starttls-not-offered', 'TLS where it is offered.'),
      ],
    },
    {
      scenario: 'starttls-masked',
      option: ['requireTLS=true', ''],
      labels: [
        label('required', 'mandatory', 'pass', 'none', 'starttls-masked', 'Its STARTTLS is masked, too, and refused.'),
        label('usual', 'mandatory', 'fail', 'in-clear', 'starttls-masked', 'It sees no STARTTLS and goes on in clear.'),
      ],
    },
    {
      scenario: 'starttls-removed',
      option: ['requireTLS=true', ''],
      labels: [
        label(
          'required',
          'mandatory',
          'pass',
          'encrypted',
          'closed-without-quit',
          `It says STARTTLS though it is not listed; that command passes, so the attack comes to nothing. ${NO_QUIT}`,
        ),
        label('usual', 'mandatory', 'fail', 'in-clear', 'starttls-removed-on-the-way', 'It believes the list.'),
      ],
    },
    {
      scenario: 'starttls-removed',
      option: [LOGIN, ''],
      labels: [
        label(
          'usual, login',
          'opportunistic',
          'warn',
          'in-clear',
          'starttls-removed-on-the-way',
          'In clear is its right, its password there is not.',
        ),
        label('usual', 'opportunistic', 'pass', 'in-clear', 'starttls-removed-on-the-way', 'No password to lose.'),
      ],
    },
    {
      scenario: 'healthy',
      option: ['requireTLS=true', 'ignoreTLS=true'],
      labels: [
        label(
          'required',
          'mandatory',
          'pass',
          'encrypted',
          'closed-without-quit',
          `Chain and name are good. ${NO_QUIT}`,
        ),
        label('ignored', 'mandatory', 'fail', 'in-clear', 'starttls-not-used', 'ignoreTLS never asks for STARTTLS.'),
      ],
    },
    {
      scenario: 'healthy',
      option: ['', 'ignoreTLS=true'],
      labels: [
        label(
          'usual, unchecked',
          'opportunistic',
          'pass',
          'encrypted',
          'closed-without-quit',
          `TLS is offered, so it takes it. ${NO_QUIT}`,
        ),
        label(
          'ignored, unchecked',
          'opportunistic',
          'fail',
          'in-clear',
          'starttls-not-used',
          'It never asks for STARTTLS.',
        ),
      ],
    },
    {
      scenario: 'healthy',
      option: ['', 'secure=true'],
      labels: [
        label(
          'required',
          'unverified',
          'pass',
          'encrypted',
          'closed-without-quit',
          `STARTTLS is what the port speaks. ${NO_QUIT}`,
        ),
        label(
          'at once',
          'unverified',
          'fail',
          'none',
          'tls-on-a-starttls-port',
          'secure starts TLS with the first byte.',
        ),
      ],
    },
    {
      scenario: 'healthy',
      option: [CA, ''],
      labels: [
        label(
          'required',
          'opportunistic',
          'pass',
          'encrypted',
          'closed-without-quit',
          `It trusts the authority that it was given. ${NO_QUIT}`,
        ),
        label(
          'required, own trust',
          'opportunistic',
          'fail',
          'none',
          'left-after-handshake',
          'Node checks after the handshake and closes without an alert; with its own word that counts as a refusal.',
        ),
      ],
    },
    ...Object.entries(FAULTS).map(([scenario, diagnosis]) => ({
      scenario,
      option: [CA, ANY] as const,
      labels: [
        label(
          'required',
          'mandatory',
          'pass',
          'none',
          diagnosis,
          'Node refuses the certificate, nodemailer reports it.',
        ),
        label(
          'required, unchecked',
          'mandatory',
          'fail',
          'encrypted',
          'certificate-not-checked',
          'rejectUnauthorized: false takes every certificate.',
        ),
      ] as const,
    })),
    {
      scenario: 'cert-self-signed',
      option: [CA, ANY],
      labels: [
        label(
          'usual',
          'opportunistic',
          'pass',
          'none',
          'certificate-self-signed',
          'Listed STARTTLS is used and its failure is an error: no fallback.',
        ),
        label(
          'usual, unchecked',
          'opportunistic',
          'pass',
          'encrypted',
          'closed-without-quit',
          `It takes every certificate. ${NO_QUIT}`,
        ),
      ],
    },
    {
      scenario: 'tls-required',
      option: ['requireTLS=true', 'ignoreTLS=true'],
      labels: [
        label(
          'required',
          'mandatory',
          'pass',
          'encrypted',
          'closed-without-quit',
          `It starts TLS before it names a sender. ${NO_QUIT}`,
        ),
        label('ignored', 'mandatory', 'fail', 'none', 'starttls-not-used', 'MAIL in clear gets the 530.'),
      ],
    },
    {
      scenario: 'tls-required',
      option: ['', 'ignoreTLS=true'],
      labels: [
        label(
          'usual, unchecked',
          'opportunistic',
          'pass',
          'encrypted',
          'closed-without-quit',
          `TLS is offered, so it takes it. ${NO_QUIT}`,
        ),
        label(
          'ignored, unchecked',
          'opportunistic',
          'fail',
          'none',
          'starttls-not-used',
          'MAIL in clear gets the 530.',
        ),
      ],
    },
    {
      scenario: 'client-cert-required',
      option: ['tls.cert={cert} tls.key={key}', ''],
      labels: [
        label(
          'certificate',
          'mandatory',
          'pass',
          'encrypted',
          'closed-without-quit',
          `It shows the certificate that is asked for. ${NO_QUIT}`,
        ),
        label('required', 'mandatory', 'fail', 'none', 'client-certificate-missing', 'It has none to show.'),
      ],
    },
    {
      scenario: 'client-cert-required-reply',
      option: ['tls.cert={cert} tls.key={key}', 'tls.cert={foreign-cert} tls.key={foreign-key}'],
      labels: [
        label(
          'certificate',
          'mandatory',
          'pass',
          'encrypted',
          'closed-without-quit',
          `Its certificate comes from our authority. ${NO_QUIT}`,
        ),
        label(
          'foreign certificate',
          'mandatory',
          'fail',
          'none',
          'client-certificate-untrusted',
          'Its chain ends elsewhere.',
        ),
      ],
    },
    {
      scenario: 'tls12-only',
      option: ['tls.minVersion=TLSv1.2', 'tls.minVersion=TLSv1.3'],
      labels: [
        label(
          'from TLS 1.2',
          'mandatory',
          'pass',
          'encrypted',
          'closed-without-quit',
          `TLS 1.2 is agreed on. ${NO_QUIT}`,
        ),
        label('from TLS 1.3', 'mandatory', 'fail', 'none', 'no-common-version', 'Its minimum is above the server.'),
      ],
    },
    ...(['tls10-reject', 'tls10-reject-sometimes'] as const).map((scenario) => ({
      scenario,
      option: [LOGIN, ''] as const,
      labels: [
        label(
          'login',
          'mandatory',
          'pass',
          'encrypted',
          'closed-without-quit',
          `TLS 1.3 and a login: nothing to refuse. ${NO_QUIT}`,
        ),
        label('required', 'mandatory', 'fail', 'none', 'microsoft-365-not-authenticated', 'MAIL gets 530 5.7.57.'),
      ] as const,
    })),
    {
      scenario: 'null-cipher',
      option: ['', 'tls.ciphers=eNULL:@SECLEVEL=0'],
      labels: [
        label('required', 'mandatory', 'pass', 'none', 'server-has-only-weak-suites', "Node's list has no NULL suite."),
        label('NULL suites', 'mandatory', 'fail', 'encrypted', 'weak-encryption-negotiated', 'It offers nothing else.'),
      ],
    },
    {
      scenario: 'anonymous-dh',
      option: ['', 'tls.ciphers=aNULL:@SECLEVEL=0'],
      labels: [
        label(
          'required, unchecked',
          'unverified',
          'pass',
          'none',
          'server-has-only-weak-suites',
          "Node's list has no anonymous suite.",
        ),
        label(
          'anonymous suites',
          'unverified',
          'fail',
          'encrypted',
          'weak-encryption-negotiated',
          'It offers anonymous suites and does not check: one is agreed on.',
        ),
      ],
    },
    {
      scenario: 'starttls-by-source',
      option: ['localAddress=127.0.0.1', 'localAddress=127.0.0.2'],
      labels: [
        label(
          'from 127.0.0.1',
          'opportunistic',
          'pass',
          'encrypted',
          'closed-without-quit',
          `This address is offered STARTTLS. ${NO_QUIT}`,
        ),
        label(
          'from 127.0.0.2',
          'opportunistic',
          'pass',
          'in-clear',
          'starttls-for-other-addresses',
          'This one is not, and without requireTLS it goes on in clear.',
        ),
      ],
    },
  ],
}
