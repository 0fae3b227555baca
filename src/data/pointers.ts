import { z } from 'zod'
import { parseYaml } from '../project/yaml.ts'

/** What stands in a repository for the bytes of a file that are kept elsewhere. */
export interface Pointer {
  by: 'git LFS' | 'DVC'
  /** The file that it stands for. */
  path: string
  hash: 'sha256' | 'md5'
  hex: string
  bytes: number
}

/** No pointer is longer. */
export const longestPointer = 4096

const lfsForm =
  /^version https:\/\/git-lfs\.github\.com\/spec\/v1\n(?:ext-[^\n]*\n)*oid sha256:([0-9a-f]{64})\nsize (\d{1,15})\n$/

/** The pointer that git LFS has in the place of a file. */
export function lfsPointer(text: string, path: string): Pointer | undefined {
  const [, hex, bytes] = lfsForm.exec(text) ?? []
  return hex === undefined ? undefined : { by: 'git LFS', path, hash: 'sha256', hex, bytes: Number(bytes) }
}

/** A file of DVC's beside the file that it stands for, which has other keys too. */
const DvcFile = z.looseObject({
  outs: z
    .array(
      z.looseObject({
        md5: z.string().regex(/^[0-9a-f]{32}$/),
        size: z.int().min(0).default(0),
        path: z.string(),
      }),
    )
    .length(1),
})

/** Whether a path is that of a pointer of DVC's. */
export function isDvcFile(path: string): boolean {
  return path.endsWith('.dvc')
}

/** The pointer in a file such as `a.csv.dvc`; undefined for another kind of file, or one that speaks of a folder or of many files. */
export function dvcPointer(text: string, file: string): Pointer | undefined {
  const parsed = parseYaml(text, file)
  const checked = parsed.ok ? DvcFile.safeParse(parsed.yaml.value) : undefined
  const [out] = checked?.data?.outs ?? []
  const path = file.replace(/\.dvc$/, '')
  if (!out || out.path !== path.slice(path.lastIndexOf('/') + 1)) return undefined
  return { by: 'DVC', path, hash: 'md5', hex: out.md5, bytes: out.size }
}
