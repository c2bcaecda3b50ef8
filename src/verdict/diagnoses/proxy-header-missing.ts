// A PROXY header was due, and something else came.
import { diagnosis } from '../diagnosis.ts'

export const proxyHeaderMissing = diagnosis({
  id: 'proxy-header-missing',
  rank: 90,
  cause: 'The server expects a PROXY protocol header first, and none came that it can read: {reason}.',
  advice:
    'On the load balancer: turn the PROXY protocol on toward this server (HAProxy: send-proxy or send-proxy-v2). On the server: else turn its expectation off (Postfix: smtpd_upstream_proxy_protocol). Clients must not reach this port directly.',
  reference: 'HAProxy, the PROXY protocol, versions 1 and 2',
  looksFor({ first }) {
    const events = first.all('proxy.header-unreadable')
    const [one] = events
    return one ? { events, words: { reason: one.reason } } : null
  },
})
