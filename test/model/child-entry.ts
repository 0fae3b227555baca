import { compiledChild } from './child.ts'

/** Stands in for `src/model/child-entry.ts` in tests, which start hundreds of models. */
export const childEntry = compiledChild
