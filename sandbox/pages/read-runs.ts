import { nothing } from '../../src/report/html/document.ts'
import { readZip } from '../github/artifacts/zip.ts'
import { Annotation, Artifact, Job, Run } from './answers.ts'
import { read, readAll, readAllIn, readBytes, type Source } from './api.ts'

export interface JobDetails extends Job {
  /** Undefined before the job has one. */
  log: string | undefined
  annotations: Annotation[]
  /** Markdown that its steps wrote. */
  summary: string
}

/** A run with all that it left. */
export interface RunDetails {
  run: Run
  jobs: JobDetails[]
  artifacts: Artifact[]
  /** The pages among them. */
  pages: { artifact: Artifact; html: string }[]
}

/** GitHub's REST interface does not tell the summaries of jobs. */
export type SummaryOf = (job: number) => string

export async function readRuns(source: Source): Promise<Run[]> {
  return readAllIn(source, { path: '/actions/runs', list: 'workflow_runs', type: Run })
}

export async function readRun(source: Source, id: number, summaryOf: SummaryOf): Promise<RunDetails> {
  const path = `/actions/runs/${id}`
  const run = await read(source, path, Run)
  const jobs = await readAllIn(source, { path: `${path}/jobs`, list: 'jobs', type: Job })
  const artifacts = await readAllIn(source, { path: `${path}/artifacts`, list: 'artifacts', type: Artifact })
  const pages: RunDetails['pages'] = []
  for (const artifact of artifacts.filter(isPage)) {
    const html = await readPage(source, artifact.id)
    if (html !== undefined) pages.push({ artifact, html })
  }
  return {
    run,
    jobs: await Promise.all(jobs.map((job) => readJob(source, job, summaryOf))),
    artifacts,
    pages,
  }
}

async function readJob(source: Source, job: Job, summaryOf: SummaryOf): Promise<JobDetails> {
  const skipped = job.conclusion === 'skipped'
  return {
    ...job,
    log: skipped ? undefined : (await readBytes(source, `/actions/jobs/${job.id}/logs`)).toString('utf8'),
    annotations: await readAll(source, `/check-runs/${job.id}/annotations`, Annotation),
    summary: summaryOf(job.id),
  }
}

/**
 * The page that an artifact holds, such as the report of a check; undefined when it is not one HTML file. Code of a
 * branch may have made it, so a policy comes before its first byte: it loads, runs and sends nothing.
 */
export async function readPage(source: Source, artifact: number): Promise<string | undefined> {
  const files = readZip(await readBytes(source, `/actions/artifacts/${artifact}/zip`))
  const [file] = files
  if (files.length !== 1 || !file?.name.endsWith('.html')) return undefined
  return `<!doctype html><meta http-equiv="Content-Security-Policy" content="${nothing}">${file.content.toString('utf8')}`
}

/** Artifacts by this name hold one page; Pawl's actions leave them. */
const isPage = ({ name }: Artifact): boolean => /^pawl-(page|drift)-/.test(name)
