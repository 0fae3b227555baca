import { z } from 'zod'
import { presetNames, type WrittenGates } from '../gate-presets.ts'
import { everyMeasureName } from '../measures.ts'
import { GateRules } from './gates.ts'

const Preset = z.enum(presetNames)

/** `default`, or gates by the names of their figures, on top of those of a preset where one is named. */
export const Gates = z.union(
  [
    z
      .object({
        preset: Preset.optional().describe(
          'A set of gates for the task; own gates replace those of the same name or come on top, and none takes one away.',
        ),
      })
      .catchall(
        z.union([GateRules, z.literal('none')], {
          error: 'expected a rule such as {min: 0.8}, a list of rules, or none',
        }),
      )
      .meta({
        propertyNames: {
          title: 'metric',
          anyOf: [
            { enum: ['preset', ...everyMeasureName()] },
            { pattern: String.raw`^(points\.[a-z0-9-]+\.|(slices\.)?[a-z0-9-]+$)` },
          ],
        },
      })
      .transform(({ preset, ...own }): WrittenGates => ({ preset, own: own as WrittenGates['own'] })),
    Preset.transform((preset): WrittenGates => ({ preset, own: {} })),
  ],
  { error: 'expected gates such as {roc_auc: {min: 0.8}}, or default' },
)
