import type { Forge } from '../forge/forge.ts'
import { type Api, allPages, orUndefined, writeOnce } from './client.ts'

interface Release {
  id: number
  upload_url: string
}

/** Files that are too big for a commit, as assets of a release. */
export function releases(api: Api): Pick<Forge, 'storeAsset'> {
  const { client, owner, repo } = api
  const here = { owner, repo }

  async function byTag(tag: string): Promise<Release | undefined> {
    const answer = await orUndefined(
      client.request('GET /repos/{owner}/{repo}/releases/tags/{tag}', { ...here, tag }),
    )
    return answer?.data
  }

  async function assetOf(release: Release, name: string): Promise<string | undefined> {
    const assets = await allPages(
      async (page) =>
        (
          await client.request('GET /repos/{owner}/{repo}/releases/{release_id}/assets', {
            ...here,
            release_id: release.id,
            ...page,
          })
        ).data,
    )
    return assets.find((asset) => asset.name === name && asset.state === 'uploaded')?.browser_download_url
  }

  return {
    async storeAsset({ release: tag, name, bytes }) {
      const release =
        (await byTag(tag)) ??
        (await writeOnce(
          async (): Promise<Release> =>
            (
              await client.request('POST /repos/{owner}/{repo}/releases', {
                ...here,
                tag_name: tag,
                name: tag,
                prerelease: true,
              })
            ).data,
          () => byTag(tag),
        ))
      const known = await assetOf(release, name)
      if (known !== undefined) return { location: known }
      const location = await writeOnce(
        async () => {
          const { data } = await client.request({
            method: 'POST',
            url: `${release.upload_url.replace(/\{.*$/, '')}?name=${encodeURIComponent(name)}`,
            headers: { 'content-type': 'application/octet-stream', 'content-length': bytes.length },
            data: bytes,
          })
          return (data as { browser_download_url: string }).browser_download_url
        },
        () => assetOf(release, name),
      )
      return { location }
    },
  }
}
