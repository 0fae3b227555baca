import type { Room } from '../state/room.ts'
import type { Asset, Release } from '../state/things.ts'
import type { World } from '../state/world.ts'
import { htmlUrl, repositoryUrl } from './repository.ts'
import { nodeId, showLogin } from './user.ts'

export function showRelease(world: World, room: Room, release: Release) {
  const url = `${repositoryUrl(world, room)}/releases/${release.id}`
  const html = `${htmlUrl(world, room)}/releases/tag/${encodeURIComponent(release.tag)}`
  const assets = room.assets.all().filter((asset) => asset.release === release.id)
  return {
    url,
    html_url: html,
    assets_url: `${url}/assets`,
    upload_url: `${url}/assets{?name,label}`,
    tarball_url: `${repositoryUrl(world, room)}/tarball/${release.tag}`,
    zipball_url: `${repositoryUrl(world, room)}/zipball/${release.tag}`,
    id: release.id,
    node_id: nodeId('Release', release.id),
    tag_name: release.tag,
    target_commitish: release.target,
    name: release.name,
    body: release.body,
    draft: release.draft,
    prerelease: release.prerelease,
    immutable: false,
    created_at: release.createdAt,
    published_at: release.publishedAt,
    author: showLogin(world, release.author),
    assets: assets.map((asset) => showAsset(world, room, asset)),
  }
}

export function showAsset(world: World, room: Room, asset: Asset) {
  const tag = room.releases.get(asset.release)?.tag ?? ''
  const file = `${encodeURIComponent(tag)}/${encodeURIComponent(asset.name)}`
  return {
    url: `${repositoryUrl(world, room)}/releases/assets/${asset.id}`,
    browser_download_url: `${htmlUrl(world, room)}/releases/download/${file}`,
    id: asset.id,
    node_id: nodeId('ReleaseAsset', asset.id),
    name: asset.name,
    label: asset.label,
    state: 'uploaded' as const,
    content_type: asset.contentType,
    size: asset.size,
    digest: asset.digest,
    download_count: asset.downloads,
    created_at: asset.createdAt,
    updated_at: asset.createdAt,
    uploader: showLogin(world, asset.uploader),
  }
}
