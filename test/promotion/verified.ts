import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { workingCopy } from '../../src/registry/files.ts'
import { type RegistryVerification, verifyRegistry } from '../../src/registry/verify-registry.ts'
import { parseSettings, type World } from './world.ts'

/** What `pawl verify` says about a clone of the repository, read with real git from real objects. */
export async function verified({ forge }: World): Promise<RegistryVerification> {
  const folder = await mkdtemp(join(tmpdir(), 'pawl-'))
  try {
    await forge.store.writeOut(folder, { branch: 'main', sha: forge.head('main') })
    return await verifyRegistry({ files: workingCopy(folder), git: { folder }, parseSettings })
  } finally {
    await rm(folder, { recursive: true })
  }
}
