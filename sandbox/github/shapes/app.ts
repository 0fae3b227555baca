import type { World } from '../state/world.ts'
import { nodeId, showLogin } from './user.ts'

/** The app behind every `GITHUB_TOKEN`. */
export function actionsApp(world: World) {
  return {
    id: 15368,
    slug: 'github-actions',
    node_id: nodeId('App', 15368),
    client_id: 'sandbox',
    owner: showLogin(world, 'web-flow'),
    name: 'GitHub Actions',
    description: 'Automate your workflow from idea to production',
    external_url: 'https://help.github.com/en/actions',
    html_url: `${world.urls.server}/apps/github-actions`,
    created_at: '2018-07-30T09:30:17Z',
    updated_at: '2018-07-30T09:30:17Z',
    permissions: { checks: 'write', contents: 'write', metadata: 'read' },
    events: [],
  }
}
