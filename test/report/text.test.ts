import { describe, expect, it } from 'vitest'
import { renderCheckText } from '../../src/report/text/check.ts'
import { renderValidationText } from '../../src/report/text/validation.ts'
import { renderVerification } from '../../src/report/text/verification.ts'
import { check, checks, validation } from './fixtures.ts'

const controls = {
  escape: String.fromCharCode(27),
  bell: String.fromCharCode(7),
  return: '\r',
  override: '\u202e',
}

describe('a check in a terminal', () => {
  it('says the verdict first, then what it rests on', () => {
    expect(renderCheckText([checks.failing])).toMatchInlineSnapshot(`
      "Fail: churn: roc_auc fell by 0.031 (95 % interval 0.022 to 0.040), beyond the 0.01 allowed

      ✗ churn: roc_auc fell by 0.031 (95 % interval 0.022 to 0.040), beyond the 0.01 allowed
        ✓ data customers: all 6 rules hold on 7,043 rows
          6 rules held on 7,043 rows and 8 columns
        ✓ training on 5,634 rows took 12 s
        ✗ gates on 1,409 held-out rows, against production 1.0.0: 1 failed, 1 warned, 3 passed
             gate              candidate  production   change  interval            limit
          ✗  roc_auc              0.8034      0.8346  −0.0312  −0.0402 to −0.0221  drop ≤ 0.01
          !  precision (warn)     0.6432      0.6510  −0.0078  0.5931 to 0.6902    ≥ 0.65
          ✓  recall               0.5508      0.5481  +0.0027  0.5016 to 0.5989    ≥ 0.50
          ✓  roc_auc              0.8034      0.8346  +0.0066  0.7811 to 0.8256    ≥ 0.8
          ✓  log_loss             0.4222      0.4288  −0.0066  −0.0131 to +0.0004  rise ≤ 0.02
          ✗ roc_auc fell by 0.031 (95 % interval 0.022 to 0.040), beyond the 0.01 allowed
          ! precision is 0.643 (95 % interval 0.593 to 0.690), below the 0.65 asked for
          checked besides the figures: 3 passed
      "
    `)
  })

  it('says what the data broke', () => {
    expect(renderCheckText([checks.invalid])).toMatchInlineSnapshot(`
      "Fail: churn: the data of customers breaks 3 rules, first of all: the column monthly_charges is missing

      ✗ churn: the data of customers breaks 3 rules, first of all: the column monthly_charges is missing
        ✗ data customers: 3 rules are broken: a column is missing, too many empty values, a value that nobody knows
          ✗  contract is one of 3 known values      352 of 7,043 rows (5 %) have another value
          ✗  at most 1 % of total_charges is empty  1,409 of 7,043 rows (20 %) are empty
          ✗  the column monthly_charges is there    the column is missing
          4 rules held on 7,043 rows and 8 columns
      "
    `)
  })

  it('is coloured only when told', () => {
    for (const one of Object.values(checks)) expect(renderCheckText([one])).not.toContain(controls.escape)
    expect(renderCheckText([checks.failing], { color: true })).toContain(
      `${controls.escape}[1;31mFail${controls.escape}[0m`,
    )
  })

  it('cannot be made to move the cursor, colour or break a line by a name', () => {
    const hostile = 'a\u001b[2Jb\u0007\r\nc\u202ed'
    const text = renderCheckText([check({ model: hostile, validation: [validation({ dataset: hostile })] })])
    for (const control of Object.values(controls)) expect(text).not.toContain(control)
    expect(text).toContain('a�[2Jb� ⏎ c⟨U+202E⟩d')
  })

  it('says so when there is nothing to check', () => {
    expect(renderCheckText([])).toBe('no model is touched: nothing to check\n')
  })
})

describe('a validation in a terminal', () => {
  it('is short when all rules hold', () => {
    expect(renderValidationText(validation())).toBe(
      '✓ data customers: all 6 rules hold on 7,043 rows\n  6 rules held on 7,043 rows and 8 columns\n',
    )
  })
})

describe('a verification in a terminal', () => {
  const checked = { models: 1, files: 12, entries: 3 }

  it('says what was compared', () => {
    expect(renderVerification({ findings: [], checked })).toBe(
      '✓ the registry is as it was approved (12 files of 1 model and 3 changes of stage compared)\n',
    )
  })

  it('says which file is wrong and what to do', () => {
    const finding = {
      level: 'error' as const,
      model: 'churn',
      file: 'registry/churn/1.0.0/model.onnx',
      message: 'its digest is another',
      hint: 'take it back',
    }
    expect(renderVerification({ findings: [finding], checked })).toContain(
      '✗ registry/churn/1.0.0/model.onnx: its digest is another\n    take it back\n',
    )
  })
})
