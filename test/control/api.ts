// A client of the control API that holds every answer against the OpenAPI document: an answer that is not described fails.
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import type { Test } from 'tap'
import type { ErrorBody, ServerInfo } from '../../src/control/contract.ts'
import { type ControlOptions, type ControlServer, startControl } from '../../src/control/control-server.ts'

interface Operation {
  operationId: string
  responses: Record<string, { content?: Record<string, { schema?: object }> }>
}

export interface OpenApi {
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, object> }
}

export interface Answer<T> {
  status: number
  headers: Headers
  text: string
  body: T
}

/** Started for one test, ended with it. */
export async function control(t: Test, options: ControlOptions = {}): Promise<Api> {
  const server = await startControl(options)
  t.teardown(() => server.stop())
  return new Api(t, server, options.token ?? null)
}

export class Api {
  readonly server: ControlServer
  readonly document: OpenApi
  /** Operations that were answered, by id and status. */
  readonly seen = new Set<string>()
  readonly #t: Test
  readonly #token: string | null
  readonly #ajv: Ajv2020

  constructor(t: Test, server: ControlServer, token: string | null) {
    this.#t = t
    this.server = server
    this.#token = token
    this.document = server.openApi as OpenApi
    this.#ajv = new Ajv2020({ strict: false })
    addFormats.default(this.#ajv)
    this.#ajv.addSchema({ ...this.document, $id: 'openapi' })
  }

  async send<T>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> {
    const response = await fetch(`${this.server.url}api/v1${path}`, {
      method,
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(this.#token !== null && { authorization: `Bearer ${this.#token}` }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    const answer = { status: response.status, headers: response.headers, text, body: undefined as T }
    this.#check(method.toLowerCase(), `/api/v1${path.split('?')[0]}`, answer)
    return answer
  }

  get<T>(path: string): Promise<Answer<T>> {
    return this.send<T>('GET', path)
  }

  post<T>(path: string, body: unknown): Promise<Answer<T>> {
    return this.send<T>('POST', path, body)
  }

  async start(request: object): Promise<ServerInfo> {
    const { status, body, text } = await this.post<ServerInfo>('/servers', request)
    if (status !== 201) throw new Error(text)
    return body
  }

  /** The error is what was expected, with words. */
  async refuses(
    code: string,
    status: number,
    method: string,
    path: string,
    body?: unknown,
  ): Promise<ErrorBody['error']> {
    const answer = await this.send<ErrorBody>(method, path, body)
    this.#t.equal(answer.status, status, `${method} ${path}: ${answer.text}`)
    this.#t.equal(answer.body.error.code, code)
    this.#t.match(answer.body.error.message, /\w+ \w+/)
    return answer.body.error
  }

  /** The operation whose path fits, its status, its media type, and the schema of its body. */
  #check(method: string, path: string, answer: Answer<unknown>): void {
    const found = Object.entries(this.document.paths)
      .filter(([template]) => new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`).test(path))
      // What has no variable part is meant first.
      .sort(([a], [b]) => Number(a.includes('{')) - Number(b.includes('{')))
      .find(([, methods]) => method in methods)
    if (!found) {
      this.#t.equal(answer.status, 404, `${method} ${path} is not described, and answered`)
      answer.body = JSON.parse(answer.text)
      return
    }
    const [template, methods] = found
    const operation = methods[method] as Operation
    this.seen.add(`${operation.operationId} ${answer.status}`)
    const response = operation.responses[answer.status]
    const where = `${method} ${template} ${answer.status}`
    if (!response) {
      this.#t.fail(`${where} is not described: ${answer.text.slice(0, 300)}`)
      return
    }
    const type = (answer.headers.get('content-type') ?? '').split(';')[0] ?? ''
    if (type === '') {
      this.#t.equal(answer.text, '', `${where}: a body without a type`)
      return
    }
    this.#t.ok(response.content?.[type], `${where}: ${type} is described`)
    if (type !== 'application/json') return
    answer.body = JSON.parse(answer.text)
    const pointer = ['paths', template, method, 'responses', answer.status, 'content', type, 'schema']
      .map((part) => encodeURIComponent(String(part).replace(/~/g, '~0').replace(/\//g, '~1')))
      .join('/')
    const validate = this.#ajv.getSchema(`openapi#/${pointer}`)
    if (!validate) throw new Error(`no schema at ${pointer}`)
    this.#t.ok(validate(answer.body), `${where} is as described`, { errors: validate.errors })
  }
}
