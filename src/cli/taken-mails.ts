// The mails that a server has taken, parsed as far as reports on their senders look at them.
import type { TakenMail } from '../client-report/clients.ts'
import type { StoredMessage } from '../smtp/conversation.ts'

/** Parses each mail once. */
export class TakenMails {
  readonly #parsed = new Map<string, Promise<TakenMail>>()

  of(messages: readonly StoredMessage[]): Promise<TakenMail[]> {
    return Promise.all(
      messages.map((message) => {
        const known = this.#parsed.get(message.id) ?? parse(message)
        this.#parsed.set(message.id, known)
        return known
      }),
    )
  }
}

async function parse({ id, session, sender, recipients, secured, raw }: StoredMessage): Promise<TakenMail> {
  const { default: PostalMime } = await import('postal-mime')
  const { subject = '', messageId = null, headers } = await PostalMime.parse(raw)
  return {
    ...{ id, session, sender, recipients, secured, subject, messageId },
    headers: headers.map(({ originalKey, value }) => ({ name: originalKey, value: value.replace(/\s+/g, ' ') })),
  }
}
