// What a client has to trust, and what it may show.
import { CLIENT_FAULTS } from '../../ca/client-certificate.ts'
import type { FaultName } from '../../ca/faults/index.ts'
import { type ClientCertificateInfo, PREFIX } from '../contract.ts'
import { object, oneOf, text } from '../schemas.ts'
import { answers, file, type Routes, SERVER_ID } from './route.ts'

export const certificateRoutes: Routes = (app, { servers, authority }) => {
  app.get(
    `${PREFIX}/ca.pem`,
    {
      schema: {
        operationId: 'getAuthority',
        tags: ['certificates'],
        summary: 'The certificate of the authority behind every server here, for clients to trust',
        response: answers(200, '', file('PEM.', ['application/x-pem-file'])),
      },
    },
    async (_, reply) =>
      reply
        .header('content-type', 'application/x-pem-file')
        .header('content-disposition', 'attachment; filename="smtp-simulator-ca.pem"')
        .send(await authority.certificatePem()),
  )

  app.get<{ Params: { id: string } }>(
    `${PREFIX}/servers/:id/crl.pem`,
    {
      schema: {
        operationId: 'getRevoked',
        tags: ['certificates'],
        summary: 'What the authority has revoked, the certificate of this server among it where it is',
        params: SERVER_ID,
        response: answers(
          200,
          '',
          file('A list of revoked certificates, PEM.', ['application/x-pem-file']),
          'server-not-found',
        ),
      },
    },
    async ({ params }, reply) =>
      reply.header('content-type', 'application/x-pem-file').send(await servers.get(params.id).started.server.crl()),
  )

  app.post<{ Params: { id: string }; Body: { fault?: FaultName; name?: string } }>(
    `${PREFIX}/servers/:id/client-certificate`,
    {
      schema: {
        operationId: 'makeClientCertificate',
        tags: ['certificates'],
        summary: 'Makes a certificate for a client that this server trusts, or one with a fault',
        params: SERVER_ID,
        body: object({ fault: oneOf(CLIENT_FAULTS.map(({ name }) => name)), name: { ...text, maxLength: 64 } }, [
          'fault',
          'name',
        ]),
        response: answers(
          200,
          'PEM texts: the certificate with its chain, its private key, the authority.',
          object({ certificate: text, key: text, ca: text }),
          ...(['server-not-found', 'too-large', 'wrong-content-type', 'certificate-invalid'] as const),
        ),
      },
    },
    async ({ params, body }): Promise<ClientCertificateInfo> => {
      const { cert, key, ca } = await servers.get(params.id).started.server.clientCertificate(body)
      return { certificate: cert, key, ca }
    },
  )
}
