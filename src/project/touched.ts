import type { Project } from './project.ts'

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1)

/** Paths that no training and no check of data can depend on. */
function isIdle(path: string): boolean {
  return (
    path.startsWith('registry/') ||
    path.startsWith('.github/') ||
    path.startsWith('docs/') ||
    /(^|\/)(LICENSE|[^/]*\.md)$/.test(path)
  )
}

/**
 * The models that a change touches: by their folder, by their dataset's folder, or all of them by a file that belongs
 * to no model and no dataset, since any training may use it.
 */
export function touchedModels(project: Project, changed: readonly string[]): string[] {
  const modelFolders = new Map([...project.models].map(([name, { path }]) => [name, folderOf(path)]))
  const datasetFolders = new Map([...project.datasets].map(([name, { path }]) => [name, folderOf(path)]))
  const owned = [...modelFolders.values(), ...datasetFolders.values()]
  const paths = changed.filter((path) => !isIdle(path))
  if (paths.some((path) => !owned.some((folder) => path.startsWith(folder))))
    return [...project.models.keys()].sort()

  return [...project.models]
    .filter(([name, { config }]) => {
      const { dataset, split } = config.data
      const held = 'dataset' in split ? datasetFolders.get(split.dataset) : undefined
      const folders = [modelFolders.get(name), datasetFolders.get(dataset), held]
      return paths.some((path) => folders.some((folder) => folder !== undefined && path.startsWith(folder)))
    })
    .map(([name]) => name)
    .sort()
}
