// Messages that a server has taken: as bytes, and opened.
import type { ReceivedMessage } from '../../start-scenario.ts'
import { ApiError } from '../api-error.ts'
import { type MessageInfo, type ParsedMessage, PREFIX } from '../contract.ts'
import { list, object, ref, text } from '../schemas.ts'
import { answers, file, type Routes, SERVER_ID } from './route.ts'

const MESSAGE_ID = { type: 'object', properties: { id: text, message: text }, required: ['id', 'message'] }
type ByMessage = { Params: { id: string; message: string } }

export const messageRoutes: Routes = (app, { servers }) => {
  const find = ({ id, message }: ByMessage['Params']): ReceivedMessage => {
    const found = servers.get(id).started.server.messages.find((each) => each.id === message)
    if (!found) throw new ApiError('message-not-found', `The server has no message "${message}".`)
    return found
  }

  app.get<{ Params: { id: string } }>(
    `${PREFIX}/servers/:id/messages`,
    {
      schema: {
        operationId: 'listMessages',
        tags: ['messages'],
        summary: 'Lists the messages that a server has taken',
        params: SERVER_ID,
        response: answers(
          200,
          'Messages, oldest first.',
          object({ messages: list(ref('Message')) }),
          'server-not-found',
        ),
      },
    },
    async ({ params }) => {
      const { messages } = servers.get(params.id).started.server
      return { messages: messages.map(infoOf) }
    },
  )

  app.get<ByMessage>(
    `${PREFIX}/servers/:id/messages/:message`,
    {
      schema: {
        operationId: 'getMessage',
        tags: ['messages'],
        summary: 'One message, parsed',
        params: MESSAGE_ID,
        response: answers(200, 'The message.', ref('ParsedMessage'), 'server-not-found', 'message-not-found'),
      },
    },
    async ({ params }): Promise<ParsedMessage> => {
      const message = find(params)
      const { headers, from, to = [], text: plain, html, subject, attachments } = await message.parsed()
      return {
        ...infoOf(message),
        subject: subject ?? '',
        headers: headers.map(({ key, value }) => ({ key, value })),
        from: addressOf(from),
        to: to.map(addressOf),
        text: plain ?? null,
        html: html ?? null,
        attachments: attachments.map(({ filename, mimeType, content }) => ({
          filename: filename ?? '',
          mediaType: mimeType,
          size: typeof content === 'string' ? content.length : content.byteLength,
        })),
      }
    },
  )

  app.get<ByMessage>(
    `${PREFIX}/servers/:id/messages/:message/raw`,
    {
      schema: {
        operationId: 'getRawMessage',
        tags: ['messages'],
        summary: 'The bytes of a message as they came, with Return-Path and Received on top',
        params: MESSAGE_ID,
        response: answers(200, '', file('The message.', ['message/rfc822']), 'server-not-found', 'message-not-found'),
      },
    },
    async ({ params }, reply) => {
      const { id, raw } = find(params)
      return reply
        .header('content-type', 'message/rfc822')
        .header('content-disposition', `attachment; filename="${id.replace(/[^\w.-]/g, '_')}.eml"`)
        .send(raw)
    },
  )
}

function infoOf({ id, session, sender, recipients, secured, raw }: ReceivedMessage): MessageInfo {
  return { id, session, sender, recipients: [...recipients], secured, size: raw.length, subject: subjectOf(raw) }
}

/** For a list, without parsing every message: the header as it stands, unfolded (RFC 5322 section 2.2.3). */
function subjectOf(raw: Buffer): string {
  const head =
    raw
      .subarray(0, 16 * 1024)
      .toString('latin1')
      .split(/\r?\n\r?\n/, 1)[0] ?? ''
  const found = /^subject:[ \t]*(.*(?:\r?\n[ \t].*)*)/im.exec(head)?.[1] ?? ''
  return Buffer.from(found.replace(/\r?\n[ \t]+/g, ' ').slice(0, 500), 'latin1').toString('utf8')
}

function addressOf(address: { name?: string | undefined; address?: string | undefined } | undefined): string {
  if (!address) return ''
  const { name = '', address: mailbox = '' } = address
  return name === '' ? mailbox : `${name} <${mailbox}>`
}
