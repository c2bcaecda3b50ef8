// The client stopped in the middle of a login, at a prompt.
import { authPromptNotUnderstood } from '../../../src/verdict/diagnoses/auth-prompt-not-understood.ts'
import { transcript } from '../transcript-builder.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

const asked = (prompt: string) => transcript().session().tls().asks('AUTH LOGIN', prompt)
const auth = { user: 'user', pass: 'secret', method: 'LOGIN' }

testDiagnosis(authPromptNotUnderstood, {
  triggers: {
    'it hangs up at a prompt of its own kind': asked('334 VXNlciBOYW1lAA==').closed(),
    'it cancels the login': asked('334 Username:').asks('*', '501 5.7.0 Authentication aborted').quit(),
    'nodemailer at a 334 without the space behind it': run(
      { scenario: { server: { auth: { mechanisms: ['LOGIN'] }, rules: [{ on: 'AUTH-prompt', reply: '334' }] } } },
      nodemail({ auth }),
    ),
  },
  leaves: {
    'nodemailer against auth-odd-prompts': run({ scenario: 'auth-odd-prompts' }, nodemail({ auth })),
    'a login that was refused': transcript().session().tls().auth('535 5.7.8 no').quit(),
    'a login that went well': transcript().session().tls().auth('235 ok').mail().quit(),
    'a user who has no password after all': transcript()
      .session()
      .tls()
      .asks('AUTH PLAIN', '334 ')
      .asks('*', '501 5.7.0 Authentication aborted')
      .quit(),
    'cancelled at the usual prompt': asked('334 VXNlcm5hbWU6').asks('*', '501 5.7.0 Authentication aborted').quit(),
    'the server hung up at the prompt': asked('334 VXNlcm5hbWU6').closed('server'),
  },
})
