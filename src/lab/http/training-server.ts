// `simulate train`: the labs as an addition to the HTTP server of the API and the page. The trainer's token guards the rest.
import { randomBytes } from 'node:crypto'
import { type ControlServer, startControl } from '../../control/control-server.ts'
import { LiveLabs, type LiveLabsOptions } from '../live-labs.ts'
import { loadCourses, loadLabs } from '../load.ts'
import { Class } from '../progress/class.ts'
import { PREFIX } from './contract.ts'
import { labRoutes } from './routes.ts'

export interface TrainingOptions {
  /** Folder of the progress. */
  folder: string
  /** Address to listen on. Default: 127.0.0.1. */
  host?: string
  /** Default 0: any free one. */
  port?: number
  /** Guards everything but the labs. Default: a random one. */
  token?: string
  /** Folder of the built page. */
  page?: string | null
  version?: string
  labs?: LiveLabsOptions
  /** Told of errors that are bugs of ours. */
  onBug?: (error: Error) => void
}

export interface Training extends AsyncDisposable, Pick<ControlServer, 'url' | 'port' | 'openApi'> {
  token: string
  /** What was odd about the progress, for people. */
  warnings: readonly string[]
  close(): Promise<void>
}

/** Ready when it resolves. Throws LabError for the progress, ScenarioError for labs, EnvironmentError for the port. */
export async function startTraining(options: TrainingOptions): Promise<Training> {
  const { folder, host = '127.0.0.1', token = randomBytes(18).toString('base64url'), onBug = () => {} } = options
  const { port = 0, page = null, version = '0.0.0' } = options
  const labs = await loadLabs()
  const courses = await loadCourses(labs)
  const group = await Class.open(labs, folder)
  const open = host === '127.0.0.1' ? {} : { host }
  const live = new LiveLabs({ ...open, ...options.labs })
  const closeLabs = async () => {
    await live.close()
    await group.close()
  }
  try {
    // Keys and certificates take half a second once: not at the expense of the first trainee.
    const [first] = labs.values()
    if (first) await (await live.start('', first)).run()
    await live.stop()
    const control = await startControl({
      ...{ host, port, token, page, version, onBug },
      ...(open.host !== undefined && { smtpHost: host }),
      addition: {
        part: 'labs',
        prefix: PREFIX,
        routes: (app, guard) => labRoutes(app, { group, courses, live, guard, onBug }),
      },
    })
    const close = async () => {
      await control.stop()
      await closeLabs()
    }
    const { url, openApi } = control
    return {
      ...{ url, port: control.port, openApi, token, warnings: group.warnings, close },
      [Symbol.asyncDispose]: close,
    }
  } catch (error) {
    await closeLabs()
    throw error
  }
}
