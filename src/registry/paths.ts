import { Name, Version } from '../project/name.ts'

/** Where a model's versions and stages lie in the repository. */
export function registryFolder(model: string): string {
  return `registry/${Name.parse(model)}`
}

export function stagesPath(model: string): string {
  return `${registryFolder(model)}/stages.json`
}

export function versionFolder(model: string, version: string): string {
  return `${registryFolder(model)}/${Version.parse(version)}`
}

export function manifestPath(model: string, version: string): string {
  return `${versionFolder(model, version)}/version.json`
}

/** Whether a name can be a file of a version's folder: flat, plain letters, the same on every file system. */
export function isVersionFileName(name: string): boolean {
  return /^[a-z0-9][a-z0-9._-]{0,99}$/.test(name) && name !== 'version.json'
}
