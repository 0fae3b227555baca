import { z } from 'zod'
import { Name } from '../name.ts'
import { Login, Size } from './values.ts'

/** `pawl.yaml`: settings of the project. */
export const Settings = z
  .strictObject({
    pawl: z.literal(1, 'expected 1, the only version there is').describe('The version of this file format.'),
    stages: z
      .array(Name)
      .min(1)
      .default(['staging', 'production'])
      .describe('The stages a version passes, in order; production comes last.'),
    approvals: z
      .strictObject({
        required: z.int().min(1).max(20).default(1).describe('How many approvals a promotion needs.'),
        from: z.array(Login).min(1).describe('Logins and teams whose approval counts.'),
        self: z
          .enum(['refuse', 'allow'])
          .default('refuse')
          .describe('Whether people may approve what they wrote or started themselves.'),
      })
      .describe('Who has to agree before a version goes into production.'),
    rollback: z
      .strictObject({
        'second-person': z
          .boolean()
          .default(false)
          .describe('Whether a rollback needs the approval of a second person.'),
      })
      .prefault({})
      .describe('How a version is taken back.'),
    store: z
      .strictObject({
        folder: Size.prefault('10MB').describe('Model files up to this size lie in the registry folder.'),
        else: z.enum(['release']).default('release').describe('Where bigger model files go.'),
      })
      .prefault({})
      .describe('Where the bytes of models are kept.'),
    alerts: z
      .array(z.enum(['issue']))
      .default(['issue'])
      .describe('How people are told about drift and failing models.'),
  })
  .describe('pawl.yaml: settings of the project.')
export type Settings = z.infer<typeof Settings>
