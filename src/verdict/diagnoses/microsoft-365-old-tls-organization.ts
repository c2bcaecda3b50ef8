// The organization has closed the endpoint for legacy TLS.
import { diagnosis } from '../diagnosis.ts'
import { refusedSaying, TEXTS } from '../signs/replies.ts'

export const microsoft365OldTlsOrganization = diagnosis({
  id: 'microsoft-365-old-tls-organization',
  rank: 75,
  cause:
    'The organization\'s settings in Microsoft 365 do not allow TLS 1.0 and 1.1, not even at the endpoint for legacy TLS: "{reply}".',
  advice:
    'On the client: let it speak TLS 1.2 or later. In Exchange Online: only an administrator can allow the legacy endpoint (Set-TransportConfig -AllowLegacyTLSClients $true).',
  reference: 'Microsoft, opt in to the Exchange Online endpoint for legacy TLS clients using SMTP AUTH',
  looksFor: refusedSaying(TEXTS.oldTlsOrganization),
})
