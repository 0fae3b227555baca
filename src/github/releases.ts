import type { Forge } from '../forge/forge.ts'
import { UserError } from '../project/problem.ts'
import { allPages, type Guarded, orUndefined, statusOf } from './client.ts'
import { writeOnce } from './write-once.ts'

interface Release {
  id: number
  upload_url: string
}

interface Asset {
  id: number
  name: string
  state: string
  size: number
  browser_download_url: string
}

/** Time to send or fetch one file, in milliseconds. */
const transferTimeout = 20 * 60_000

/** Files that are too big for a commit, as assets of a release. */
export function releases(api: Guarded): Pick<Forge, 'storeAsset' | 'asset'> {
  const { client, owner, repo } = api
  const here = { owner, repo }

  async function byTag(tag: string): Promise<Release | undefined> {
    const answer = await orUndefined(
      client.request('GET /repos/{owner}/{repo}/releases/tags/{tag}', { ...here, tag }),
    )
    return answer?.data
  }

  /** The release of a tag; of two who make it at once one makes it. */
  async function releaseOf(tag: string): Promise<Release> {
    const make = async (): Promise<Release> => {
      const wanted = { tag_name: tag, name: tag, prerelease: true }
      return (await client.request('POST /repos/{owner}/{repo}/releases', { ...here, ...wanted })).data
    }
    return (
      (await byTag(tag)) ??
      orTaken(
        writeOnce(api, make, () => byTag(tag)),
        () => byTag(tag),
      )
    )
  }

  async function assetOf(release: Release, name: string): Promise<Asset | undefined> {
    const assets: Asset[] = await allPages((page) =>
      client.request('GET /repos/{owner}/{repo}/releases/{release_id}/assets', {
        ...here,
        release_id: release.id,
        ...page,
      }),
    )
    return assets.find((asset) => asset.name === name)
  }

  return {
    async asset({ location, bytes }) {
      const named = namesIn(location)
      const release = named && (await byTag(named.tag))
      const found = release && (await assetOf(release, named.name))
      if (found?.state !== 'uploaded' || found.size !== bytes) return undefined
      const answer = await orUndefined(
        client.request('GET /repos/{owner}/{repo}/releases/assets/{asset_id}', {
          ...here,
          asset_id: found.id,
          headers: { accept: 'application/octet-stream' },
          request: { parseSuccessResponseBody: false, signal: AbortSignal.timeout(transferTimeout) },
        }),
      )
      return answer?.data as unknown as Uint8Array | undefined
    },

    async storeAsset({ release: tag, name, bytes }) {
      const release = await releaseOf(tag)
      const stored = async (): Promise<Asset | undefined> => {
        const there = await assetOf(release, name)
        if (there === undefined || there.state === 'uploaded') return there
        // An upload that broke off leaves its name behind, under which nothing else can be sent.
        await orUndefined(
          client.request('DELETE /repos/{owner}/{repo}/releases/assets/{asset_id}', {
            ...here,
            asset_id: there.id,
          }),
        )
        return undefined
      }
      const send = async (): Promise<Asset> => {
        const { data } = await client.request({
          method: 'POST',
          url: `${release.upload_url.replace(/\{.*$/, '')}?name=${encodeURIComponent(name)}`,
          headers: { 'content-type': 'application/octet-stream', 'content-length': bytes.length },
          data: bytes,
          request: { signal: AbortSignal.timeout(transferTimeout) },
        })
        return data as Asset
      }
      const asset = (await stored()) ?? (await orTaken(writeOnce(api, send, stored), stored))
      if (asset.size === bytes.length) return { location: asset.browser_download_url }
      throw new UserError({
        message: `the release ${tag} holds another file by the name ${name} (${asset.size} bytes, not ${bytes.length})`,
        hint: 'find out who put it there, remove it, and run this again',
      })
    },
  }
}

/** What somebody else made under the same name at the same time, when GitHub refuses ours for that. */
async function orTaken<T>(made: Promise<T>, look: () => Promise<T | undefined>): Promise<T> {
  try {
    return await made
  } catch (error) {
    const taken = statusOf(error) === 422 ? await look() : undefined
    if (taken === undefined) throw error
    return taken
  }
}

/** Tag and name in the address that a browser opens, whoever the repository belonged to when it was written down. */
function namesIn(location: string): { tag: string; name: string } | undefined {
  const [, tag, name] = /\/releases\/download\/([^/?#]+)\/([^/?#]+)$/.exec(location) ?? []
  if (tag === undefined || name === undefined) return undefined
  try {
    return { tag: decodeURIComponent(tag), name: decodeURIComponent(name) }
  } catch {
    return undefined
  }
}
