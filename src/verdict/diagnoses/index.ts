// All diagnoses. A new one is a file beside this and a line here.
import type { DiagnosisDefinition } from '../diagnosis.ts'
import { authDowngradedToClear } from './auth-downgraded-to-clear.ts'
import { authMechanismNotOffered } from './auth-mechanism-not-offered.ts'
import { authNotTried } from './auth-not-tried.ts'
import { authPromptNotUnderstood } from './auth-prompt-not-understood.ts'
import { authRefused } from './auth-refused.ts'
import { authorityNotTrusted } from './authority-not-trusted.ts'
import { bareLf } from './bare-lf.ts'
import { brokenHandshakeAccepted } from './broken-handshake-accepted.ts'
import { certificateChainIncomplete } from './certificate-chain-incomplete.ts'
import { certificateCommonNameUsed } from './certificate-common-name-used.ts'
import { certificateDemo } from './certificate-demo.ts'
import { certificateExpired } from './certificate-expired.ts'
import { certificateForTheAddress } from './certificate-for-the-address.ts'
import { certificateKeyTooShort } from './certificate-key-too-short.ts'
import { certificateNameMismatch } from './certificate-name-mismatch.ts'
import { certificateNotChecked } from './certificate-not-checked.ts'
import { certificateNotYetValid } from './certificate-not-yet-valid.ts'
import { certificateRefused } from './certificate-refused.ts'
import { certificateRevoked } from './certificate-revoked.ts'
import { certificateSelfSigned } from './certificate-self-signed.ts'
import { certificateTooLarge } from './certificate-too-large.ts'
import { certificateUntrustedRoot } from './certificate-untrusted-root.ts'
import { certificateWeak } from './certificate-weak.ts'
import { certificateWeakAccepted } from './certificate-weak-accepted.ts'
import { certificateWrongPurpose } from './certificate-wrong-purpose.ts'
import { claimedDelivery } from './claimed-delivery.ts'
import { clientCannotStartTls } from './client-cannot-start-tls.ts'
import { clientCertificateExpired } from './client-certificate-expired.ts'
import { clientCertificateMissing } from './client-certificate-missing.ts'
import { clientCertificateUntrusted } from './client-certificate-untrusted.ts'
import { clientCertificateUnusable } from './client-certificate-unusable.ts'
import { clientCertificateWrongName } from './client-certificate-wrong-name.ts'
import { clientCertificateWrongPurpose } from './client-certificate-wrong-purpose.ts'
import { clientDidNotWait } from './client-did-not-wait.ts'
import { clientOffersOnlyOldTls } from './client-offers-only-old-tls.ts'
import { clientTimedOut } from './client-timed-out.ts'
import { closedWithoutQuit } from './closed-without-quit.ts'
import { connectionClosedByServer } from './connection-closed-by-server.ts'
import { connectionCutOnTheWay } from './connection-cut-on-the-way.ts'
import { credentialsInClear } from './credentials-in-clear.ts'
import { daneNotUsed } from './dane-not-used.ts'
import { deferred } from './deferred.ts'
import { deliveryUnknown } from './delivery-unknown.ts'
import { dhGroupRefused } from './dh-group-refused.ts'
import { downgradeNotNoticed } from './downgrade-not-noticed.ts'
import { downgradeNotVisible } from './downgrade-not-visible.ts'
import { downgradeNoticed } from './downgrade-noticed.ts'
import { ecdheOnlyClient } from './ecdhe-only-client.ts'
import { ehloNotRepeated } from './ehlo-not-repeated.ts'
import { ehloRefused } from './ehlo-refused.ts'
import { encryptionTooWeak } from './encryption-too-weak.ts'
import { exchangeAuthFailed } from './exchange-auth-failed.ts'
import { exchangeMechanismUnknown } from './exchange-mechanism-unknown.ts'
import { fallbackRefused } from './fallback-refused.ts'
import { fellBackToOldTls } from './fell-back-to-old-tls.ts'
import { foreignProtocol } from './foreign-protocol.ts'
import { gaveUpWithoutRetry } from './gave-up-without-retry.ts'
import { greylisted } from './greylisted.ts'
import { hammering } from './hammering.ts'
import { handshakeBrokenByServer } from './handshake-broken-by-server.ts'
import { heloOnly } from './helo-only.ts'
import { inClearAfterTlsFailed } from './in-clear-after-tls-failed.ts'
import { leftAfterHandshake } from './left-after-handshake.ts'
import { leftAtALongReply } from './left-at-a-long-reply.ts'
import { lineTooLong } from './line-too-long.ts'
import { mailboxFull } from './mailbox-full.ts'
import { messageRefused } from './message-refused.ts'
import { messageTooBig } from './message-too-big.ts'
import { microsoft365BasicAuthDisabled } from './microsoft-365-basic-auth-disabled.ts'
import { microsoft365BasicAuthRetired } from './microsoft-365-basic-auth-retired.ts'
import { microsoft365ConditionalAccess } from './microsoft-365-conditional-access.ts'
import { microsoft365NotAuthenticated } from './microsoft-365-not-authenticated.ts'
import { microsoft365OldTls } from './microsoft-365-old-tls.ts'
import { microsoft365OldTlsOrganization } from './microsoft-365-old-tls-organization.ts'
import { microsoft365SecurityDefaults } from './microsoft-365-security-defaults.ts'
import { microsoft365SmtpAuthOffMailbox } from './microsoft-365-smtp-auth-off-mailbox.ts'
import { microsoft365SmtpAuthOffTenant } from './microsoft-365-smtp-auth-off-tenant.ts'
import { microsoft365WrongCredentials } from './microsoft-365-wrong-credentials.ts'
import { nextHopFailed } from './next-hop-failed.ts'
import { nextHopInClear } from './next-hop-in-clear.ts'
import { noCommonGroup } from './no-common-group.ts'
import { noCommonSuite } from './no-common-suite.ts'
import { noCommonVersion } from './no-common-version.ts'
import { noForwardSecrecy } from './no-forward-secrecy.ts'
import { noHandshakeAfterStarttls } from './no-handshake-after-starttls.ts'
import { noTlsBehindStarttls } from './no-tls-behind-starttls.ts'
import { noUsableAuth } from './no-usable-auth.ts'
import { oldTlsNegotiated } from './old-tls-negotiated.ts'
import { oldTlsRefusedByClient } from './old-tls-refused-by-client.ts'
import { onlyTested } from './only-tested.ts'
import { pipelinedBehindStarttls } from './pipelined-behind-starttls.ts'
import { proxyHeaderMissing } from './proxy-header-missing.ts'
import { rateLimited } from './rate-limited.ts'
import { recipientRefused } from './recipient-refused.ts'
import { replyEndsWithLf } from './reply-ends-with-lf.ts'
import { responseInjectionUsed } from './response-injection-used.ts'
import { senderRefused } from './sender-refused.ts'
import { serverHasOnlyWeakSuites } from './server-has-only-weak-suites.ts'
import { serverSpeaksOnlyOldTls } from './server-speaks-only-old-tls.ts'
import { serverWentSilent } from './server-went-silent.ts'
import { smallDhGroupAccepted } from './small-dh-group-accepted.ts'
import { smtpOnATlsPort } from './smtp-on-a-tls-port.ts'
import { ssl3Negotiated } from './ssl3-negotiated.ts'
import { starttlsForOtherAddresses } from './starttls-for-other-addresses.ts'
import { starttlsInGreetingLine } from './starttls-in-greeting-line.ts'
import { starttlsMasked } from './starttls-masked.ts'
import { starttlsNotOffered } from './starttls-not-offered.ts'
import { starttlsNotUsed } from './starttls-not-used.ts'
import { starttlsRefused } from './starttls-refused.ts'
import { starttlsRemovedOnTheWay } from './starttls-removed-on-the-way.ts'
import { talkedBeforeGreeting } from './talked-before-greeting.ts'
import { tlsOnAStarttlsPort } from './tls-on-a-starttls-port.ts'
import { tlsRequiredByServer } from './tls-required-by-server.ts'
import { turnedAwayAtGreeting } from './turned-away-at-greeting.ts'
import { upstreamUnreachable } from './upstream-unreachable.ts'
import { weakEncryptionNegotiated } from './weak-encryption-negotiated.ts'

export const DIAGNOSES: readonly DiagnosisDefinition[] = [
  authDowngradedToClear,
  authMechanismNotOffered,
  authNotTried,
  authPromptNotUnderstood,
  authRefused,
  authorityNotTrusted,
  bareLf,
  brokenHandshakeAccepted,
  certificateChainIncomplete,
  certificateCommonNameUsed,
  certificateDemo,
  certificateExpired,
  certificateForTheAddress,
  certificateKeyTooShort,
  certificateNameMismatch,
  certificateNotChecked,
  certificateNotYetValid,
  certificateRefused,
  certificateRevoked,
  certificateSelfSigned,
  certificateTooLarge,
  certificateUntrustedRoot,
  certificateWeak,
  certificateWeakAccepted,
  certificateWrongPurpose,
  claimedDelivery,
  clientCannotStartTls,
  clientCertificateExpired,
  clientCertificateMissing,
  clientCertificateUntrusted,
  clientCertificateUnusable,
  clientCertificateWrongName,
  clientCertificateWrongPurpose,
  clientDidNotWait,
  clientOffersOnlyOldTls,
  clientTimedOut,
  closedWithoutQuit,
  connectionClosedByServer,
  connectionCutOnTheWay,
  credentialsInClear,
  daneNotUsed,
  deferred,
  deliveryUnknown,
  dhGroupRefused,
  downgradeNotNoticed,
  downgradeNotVisible,
  downgradeNoticed,
  ecdheOnlyClient,
  ehloNotRepeated,
  ehloRefused,
  encryptionTooWeak,
  exchangeAuthFailed,
  exchangeMechanismUnknown,
  fallbackRefused,
  fellBackToOldTls,
  foreignProtocol,
  gaveUpWithoutRetry,
  greylisted,
  hammering,
  handshakeBrokenByServer,
  heloOnly,
  inClearAfterTlsFailed,
  leftAfterHandshake,
  leftAtALongReply,
  lineTooLong,
  mailboxFull,
  messageRefused,
  messageTooBig,
  microsoft365BasicAuthDisabled,
  microsoft365BasicAuthRetired,
  microsoft365ConditionalAccess,
  microsoft365NotAuthenticated,
  microsoft365OldTls,
  microsoft365OldTlsOrganization,
  microsoft365SecurityDefaults,
  microsoft365SmtpAuthOffMailbox,
  microsoft365SmtpAuthOffTenant,
  microsoft365WrongCredentials,
  nextHopFailed,
  nextHopInClear,
  noCommonGroup,
  noCommonSuite,
  noCommonVersion,
  noForwardSecrecy,
  noHandshakeAfterStarttls,
  noTlsBehindStarttls,
  noUsableAuth,
  oldTlsNegotiated,
  oldTlsRefusedByClient,
  onlyTested,
  pipelinedBehindStarttls,
  proxyHeaderMissing,
  rateLimited,
  recipientRefused,
  replyEndsWithLf,
  responseInjectionUsed,
  senderRefused,
  serverHasOnlyWeakSuites,
  serverSpeaksOnlyOldTls,
  serverWentSilent,
  smallDhGroupAccepted,
  smtpOnATlsPort,
  ssl3Negotiated,
  starttlsForOtherAddresses,
  starttlsInGreetingLine,
  starttlsMasked,
  starttlsNotOffered,
  starttlsNotUsed,
  starttlsRefused,
  starttlsRemovedOnTheWay,
  talkedBeforeGreeting,
  tlsOnAStarttlsPort,
  tlsRequiredByServer,
  turnedAwayAtGreeting,
  upstreamUnreachable,
  weakEncryptionNegotiated,
]
