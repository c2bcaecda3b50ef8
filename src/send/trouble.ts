// Errors of sockets and of OpenSSL in words.
import { alertName } from '../tls/wire/names.ts'

/** `the server sent the alert certificate_required` for an alert; OpenSSL's reason, or the error's own words, else. */
export function wordsOf(error: Error & { code?: string; errors?: Error[] }): string {
  const { message } = error
  const alert = /SSL alert number (\d+)/.exec(message)?.[1]
  if (alert !== undefined) return sentAlert(Number(alert))
  const reason = /:SSL routines:[^:]*:([^:]+):/.exec(message)?.[1]
  // Several addresses that all refuse come as one error without any words.
  return reason ?? (message || error.errors?.[0]?.message || error.code || 'the connection failed').trim()
}

export function sentAlert(number: number): string {
  return `the server sent the alert ${alertName(number)}`
}

/** Comes from the TLS engine, not from the network. */
export function isOfTls({ message, code = '' }: Error & { code?: string }): boolean {
  return code.startsWith('ERR_SSL_') || message.includes('SSL routines')
}
