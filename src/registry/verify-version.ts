import { type Digest, digestOf } from '../project/digest.ts'
import { UserError } from '../project/problem.ts'
import type { RegistryFiles } from './files.ts'
import { type Finding, type Note, noteInto, orNote } from './finding.ts'
import { parseManifest } from './parse.ts'
import { isVersionFileName, manifestPath, versionFolder } from './paths.ts'
import type { Stages } from './stages.ts'
import type { VersionFile, VersionManifest } from './version.ts'

export interface VersionToVerify {
  model: string
  version: string
  /** The model's stages, whose history names the digest of the version's `version.json`. */
  stages: Stages
  files: RegistryFiles
  /** Digest of the bytes at a file's `location`; without it such files are named as not checked. */
  located?: (file: VersionFile) => Promise<Digest | undefined>
}

export interface VersionVerification {
  findings: Finding[]
  /** Paths that belong to the version. */
  known: string[]
  /** How many files were read and compared with their digests. */
  checked: number
}

/** Compares a version's `version.json` with the digest in the history, and each file beside it with the digest there. */
export async function verifyVersion(of: VersionToVerify): Promise<VersionVerification> {
  const { model, version, stages, files } = of
  const findings: Finding[] = []
  const note = noteInto(findings, model)
  const path = manifestPath(model, version)
  const entry = stages.history.find((one) => one.version === version)
  const bytes = await orNote(note, path, async () => {
    const content = await files.read(path)
    if (content === undefined) throw new UserError({ place: { file: path }, message: 'is missing' })
    return content
  })
  if (bytes === undefined) return { findings, known: [path], checked: 0 }
  if (digestOf(bytes) !== entry?.manifest)
    note(path, `has the digest ${digestOf(bytes)}, but the history names ${entry?.manifest}`)
  const manifest = await orNote(note, path, async () => parseManifest(path, bytes))
  if (manifest === undefined) return { findings, known: [path], checked: 1 }
  if (manifest.model !== model || manifest.version !== version)
    note(path, `says that it is ${JSON.stringify(`${manifest.model} ${manifest.version}`)}`)
  const known = await verifyFiles(manifest, of, note)
  return { findings, known: [path, ...known], checked: 1 + known.length }
}

async function verifyFiles(manifest: VersionManifest, of: VersionToVerify, note: Note): Promise<string[]> {
  const folder = versionFolder(of.model, of.version)
  const known: string[] = []
  for (const file of manifest.files) {
    const path = `${folder}/${file.path}`
    if (!isVersionFileName(file.path)) {
      note(
        manifestPath(of.model, of.version),
        `lists ${JSON.stringify(file.path)}, which is no name of such a file`,
      )
    } else if (file.location !== undefined) {
      await verifyLocated(path, { file, of, note })
    } else {
      known.push(path)
      await verifyFile(path, { file, of, note })
    }
  }
  return known
}

interface FileToVerify {
  file: VersionFile
  of: VersionToVerify
  note: Note
}

async function verifyFile(path: string, { file, of, note }: FileToVerify): Promise<void> {
  const bytes = await orNote(note, path, async () => of.files.read(path))
  if (bytes === undefined) {
    note(path, 'is not there, but version.json lists it')
    return
  }
  const digest = digestOf(bytes)
  if (digest !== file.digest)
    note(path, `has the digest ${digest}, but version.json names ${file.digest}${pointerRemark(bytes)}`)
  else if (bytes.byteLength !== file.bytes)
    note(path, `has ${bytes.byteLength} bytes, but version.json says ${file.bytes}`)
}

async function verifyLocated(path: string, { file, of, note }: FileToVerify): Promise<void> {
  if (of.located === undefined) {
    const hint = 'it can only be checked where its location can be reached'
    note(path, 'lies outside the repository and was not checked', { hint, level: 'warn' })
    return
  }
  const digest = await of.located(file)
  if (digest === undefined) note(path, 'lies outside the repository and is not there any more')
  else if (digest !== file.digest)
    note(path, `has the digest ${digest} where it lies, but version.json names ${file.digest}`)
}

function pointerRemark(bytes: Uint8Array): string {
  const head = Buffer.from(bytes.subarray(0, 60)).toString('latin1')
  return head.startsWith('version https://git-lfs') ? '; it is a Git LFS pointer, not the file' : ''
}
