import { z } from 'zod'
import { Name } from '../name.ts'
import { Size } from './values.ts'

const Login = z
  .string()
  .regex(
    /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})(\/[A-Za-z0-9._-]+)?$/,
    'expected a login such as ada or a team such as acme/ml-leads',
  )

/** `pawl.yaml`: settings of the project. */
export const Settings = z.strictObject({
  pawl: z.literal(1),
  stages: z.array(Name).min(1).default(['staging', 'production']),
  approvals: z.strictObject({
    required: z.int().min(1).default(1),
    from: z.array(Login).min(1),
    self: z.enum(['refuse', 'allow']).default('refuse'),
  }),
  rollback: z.strictObject({ 'second-person': z.boolean().default(false) }).prefault({}),
  store: z
    .strictObject({ folder: Size.prefault('10MB'), else: z.enum(['release']).default('release') })
    .prefault({}),
  alerts: z.array(z.enum(['issue'])).default(['issue']),
})
export type Settings = z.infer<typeof Settings>
