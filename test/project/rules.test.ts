import { describe, expect, it } from 'vitest'
import { changed, churn, load, refusal } from './memory-files.ts'

const pawl = 'pawl.yaml'
const dataset = 'data/customers/dataset.yaml'
const model = 'models/churn/model.yaml'

/** The file, the text that is replaced, what it is replaced by, and all that is said. */
type Case = [what: string, file: string, from: string, to: string, ...said: string[]]

function refuses(cases: readonly Case[]): void {
  it.each(cases.map(([what, ...rest]) => [what, rest] as const))(
    '%s',
    async (_what, [file, from, to, ...said]) => {
      expect(await refusal(changed(file, from, to))).toEqual(said.map((line) => `${file}:${line}`))
    },
  )
}

describe('keys and values that are not as the reference says are errors:', () => {
  refuses([
    [
      'an unknown key near a known one',
      pawl,
      'approvals:',
      'aprovals:',
      '2:1: unknown key "aprovals" (did you mean approvals?)',
      '1:1: approvals is missing (Who has to agree before a version goes into production)',
    ],
    [
      'an unknown key near none',
      pawl,
      'pawl: 1',
      'pawl: 1\ncolour: red',
      '2:1: unknown key "colour" (known here: pawl, stages, approvals, rollback, store, alerts)',
    ],
    [
      'an unknown key of a column',
      dataset,
      'min: 0, max: 120',
      'min: 0, mx: 120',
      '8:36: unknown key "mx" in columns.tenure (did you mean max?)',
    ],
    [
      'an unknown key of a check of a column',
      dataset,
      'min: 0, max: 120',
      'checks: [{ mx: 120 }]',
      '8:39: unknown key "mx" in columns.tenure.checks[0] (did you mean max?)',
    ],
    [
      'a check of a column with what only the column has',
      dataset,
      'min: 0, max: 120',
      'checks: [{ max: 120, required: false }]',
      '8:49: unknown key "required" in columns.tenure.checks[0] (known here: name, description, nulls, unique, one-of, not-one-of, min, max, pattern, length, format, share, mean, median, stdev, sum, quantiles, distinct, most-common, monotone, outliers, references, where, owner, level)',
    ],
    [
      'an unknown key of a gate',
      model,
      '{ max-rise: 2% }',
      '{ max-ries: 2% }',
      '12:15: unknown key "max-ries" in gates.log_loss (did you mean max-rise?)',
    ],
    [
      'an unknown key of a gate in a list',
      model,
      '{ max-rise: 2% }',
      '[{ max-rise: 2%, levle: warn }]',
      '12:30: unknown key "levle" in gates.log_loss[0] (did you mean level?)',
    ],
    [
      'a missing section',
      model,
      'train: { run: node train.js }\n',
      '',
      '1:1: train is missing (How the model is trained)',
    ],
    [
      'a missing choice',
      model,
      'task: binary-classification\n',
      '',
      '1:1: task is missing (What the model predicts)',
    ],
    [
      'a missing key that takes several kinds of value',
      model,
      ', positive: true',
      '',
      '6:11: positive is missing (name the value of churned that counts as positive)',
    ],
    [
      'a section without content',
      pawl,
      '  required: 1\n  from: [ada, grace]\n',
      '',
      '2:1: approvals: expected a section with keys, found nothing',
    ],
    [
      'a text for a number',
      pawl,
      'required: 1',
      'required: one',
      '3:13: approvals.required: expected a number, found the text "one"',
    ],
    [
      'a fraction for a whole number',
      pawl,
      'required: 1',
      'required: 1.5',
      '3:13: approvals.required: expected a whole number, found 1.5',
    ],
    [
      'a number above the highest',
      pawl,
      'required: 1',
      'required: 21',
      '3:13: approvals.required: expected at most 20, found 21',
    ],
    [
      'a number below the lowest',
      pawl,
      'required: 1',
      'required: 0',
      '3:13: approvals.required: expected at least 1, found 0',
    ],
    [
      'infinity',
      dataset,
      'min: 0, max: 120',
      'max: .inf',
      '8:33: columns.tenure.max: expected a number, a date such as 2026-01-31, today or now',
    ],
    [
      'a list for a text',
      model,
      'node train.js',
      '[node, train.js]',
      '9:15: train.run: expected a text, found a list',
    ],
    [
      'a text for a list',
      model,
      'owners: [ada]',
      'owners: ada',
      '3:9: owners: expected a list, found the text "ada"',
    ],
    ['an empty list', model, 'owners: [ada]', 'owners: []', '3:9: owners: expected at least one entry'],
    [
      'a misspelled choice',
      dataset,
      'type: boolean',
      'type: bolean',
      '11:20: columns.churned.type: expected one of string, integer, number, boolean, date, timestamp, found the text "bolean" (did you mean boolean?)',
    ],
    [
      'another version of the format',
      pawl,
      'pawl: 1',
      'pawl: 2',
      '1:7: pawl: expected 1, the only version there is',
    ],
    [
      'a name with other letters',
      dataset,
      'dataset: customers',
      'dataset: Customers_',
      '1:10: dataset: expected 1 to 64 lower-case letters, digits and inner hyphens, such as churn or daily-orders',
    ],
    [
      'a login with an @',
      pawl,
      '[ada, grace]',
      "[ada, '@grace']",
      '4:15: approvals.from[1]: expected a login such as ada or a team such as acme/ml-leads',
    ],
    [
      'a column without a name',
      dataset,
      'churned: {',
      '"": {',
      '11:3: columns."": expected the name of a column',
    ],
    [
      "a column named as Pawl's own are",
      dataset,
      'churned: {',
      '"a\\x1fb": {',
      '11:3: columns."a\\u001fb": expected a column name without NUL, U+001F and broken characters',
    ],
  ])
})

describe('figures without their unit, or with another, are errors:', () => {
  refuses([
    [
      'a share as a number',
      model,
      '20%',
      '0.2',
      '8:38: data.split.holdout: expected a percentage such as 20%',
    ],
    [
      'a share of nothing',
      model,
      '20%',
      '0%',
      '8:38: data.split.holdout: expected a percentage above 0% and below 100%',
    ],
    [
      'a share of everything',
      model,
      '20%',
      '100%',
      '8:38: data.split.holdout: expected a percentage above 0% and below 100%',
    ],
    [
      'a fraction where shares are percentages and counts are whole',
      dataset,
      'type: boolean',
      'type: boolean, nulls: { max: 0.5 }',
      '11:43: columns.churned.nulls.max: expected a percentage such as 1% or a count such as 25',
    ],
    [
      'a share above the whole',
      dataset,
      'type: boolean',
      'type: boolean, nulls: { max: 150% }',
      '11:43: columns.churned.nulls.max: expected a percentage of at most 100%',
    ],
    [
      'a negative margin',
      model,
      'max-drop: 0.01',
      'max-drop: -1',
      '11:34: gates.roc_auc.max-drop: expected at least 0, found -1',
    ],
    [
      'a percentage with a blank',
      model,
      'max-drop: 0.01',
      'max-drop: 1 %',
      '11:34: gates.roc_auc.max-drop: expected a number such as 0.01 or a percentage such as 1%',
    ],
    [
      'a duration without a unit',
      model,
      'node train.js }',
      'node train.js, timeout: 30 }',
      '9:39: train.timeout: expected a duration such as 30m, 1h or 7d (units: ms, s, m, h, d)',
    ],
    [
      'no time at all',
      model,
      'node train.js }',
      'node train.js, timeout: 0s }',
      '9:39: train.timeout: expected a duration above zero',
    ],
    [
      'a split by a dataset that is not there',
      model,
      'split: { by: customer_id, holdout: 20% }',
      'split: { dataset: custmers }',
      '8:21: there is no dataset "custmers" (there is none)',
    ],
    [
      'a split by the dataset itself',
      model,
      'split: { by: customer_id, holdout: 20% }',
      'split: { dataset: customers }',
      '8:21: customers is what the model is trained on (name another dataset)',
    ],
    [
      'a split by dataset and by hash',
      model,
      'split: { by: customer_id, holdout: 20% }',
      'split: { dataset: later, holdout: 20% }',
      '8:37: data.split.holdout: a split by dataset has no holdout',
    ],
    [
      'nothing that trains',
      model,
      'train: { run: node train.js }',
      'train: { seed: 7 }',
      '9:8: train.run is missing (The command that trains the model)',
    ],
    [
      'a file of predictions beside a program that predicts',
      model,
      'gates:',
      'predict: { file: predictions.csv, run: node predict.js }\ngates:',
      '10:40: predict.run: a file of predictions has no run',
    ],
    [
      'a program that predicts with nothing',
      model,
      'gates:',
      'predict: { run: node predict.js }\ngates:',
      '10:10: predict.artifact is missing (The file that training leaves instead of model.onnx, such as model.joblib)',
    ],
    [
      'a file of predictions in another folder',
      model,
      'gates:',
      'predict: { file: ../other/predictions.csv }\ngates:',
      '10:18: predict.file: expected a file name of lower-case letters, digits, dot, _ and -',
    ],
    [
      'a file of predictions in another format',
      model,
      'gates:',
      'predict: { file: predictions.json }\ngates:',
      '10:18: predict.file: expected a name that ends in .csv or .parquet',
    ],
    [
      'more time than a job may run',
      model,
      'node train.js }',
      'node train.js, timeout: 6d }',
      '9:39: train.timeout: expected at most 5d, the longest a job may run',
    ],
    [
      'a size without a unit',
      pawl,
      'pawl: 1',
      'pawl: 1\nstore: { folder: 10 }',
      '2:18: store.folder: expected a size such as 10MB (units: B, KB, MB, GB, KiB, MiB, GiB)',
    ],
  ])
})

describe('settings that cannot be meant are errors:', () => {
  refuses([
    [
      'a last stage that is not production',
      pawl,
      'pawl: 1',
      'pawl: 1\nstages: [production, staging]',
      '2:9: the last stage has to be production (write stages: [staging, production])',
    ],
    [
      'a stage listed twice',
      pawl,
      'pawl: 1',
      'pawl: 1\nstages: [qa, qa, production]',
      '2:14: qa is listed twice',
    ],
    [
      'archived as a stage',
      pawl,
      'pawl: 1',
      'pawl: 1\nstages: [archived, production]',
      '2:10: archived is where versions go by themselves (leave it out)',
    ],
    [
      'more approvals than approvers',
      pawl,
      'required: 1',
      'required: 3',
      '3:13: 3 approvals are required and from lists 2 (lower required, or list more people or a team)',
    ],
    ['an approver listed twice', pawl, '[ada, grace]', '[ada, Ada]', '4:15: Ada is listed twice'],
  ])

  it('but a team may hold as many approvers as are required', async () => {
    const files = changed(pawl, 'required: 1\n  from: [ada, grace]', 'required: 3\n  from: [acme/ml-leads]')
    await expect(refusal(files)).rejects.toThrow('it was loaded')
  })
})

describe('rules on data that could never hold or never fire are errors:', () => {
  refuses([
    [
      'a dataset without columns',
      dataset,
      churn[dataset]?.slice(churn[dataset].indexOf('columns:'), churn[dataset].indexOf('checks:')) ?? '',
      'columns: {}\n',
      '5:10: columns is empty (name at least one column with its type)',
    ],
    [
      'two columns that SQL cannot tell apart',
      dataset,
      'churned: {',
      'Tenure: { type: integer }\n  churned: {',
      '11:3: "tenure" and "Tenure" differ in case only (SQL takes them for the same; rename one in the files)',
    ],
    [
      'a key that no column has',
      dataset,
      'key: [customer_id]',
      'key: [customerid]',
      '3:7: there is no column "customerid" (did you mean customer_id?)',
    ],
    [
      'a key listed twice',
      dataset,
      'key: [customer_id]',
      'key: [customer_id, customer_id]',
      '3:20: customer_id is listed twice',
    ],
    [
      'a time that is no time',
      dataset,
      'time: signed_up',
      'time: tenure',
      '4:7: tenure is of type integer; time takes a date or timestamp',
    ],
    [
      'a time that no column has',
      dataset,
      'time: signed_up',
      'time: constructor',
      '4:7: there is no column "constructor" (there is customer_id, signed_up, tenure, contract, monthly_charges, churned)',
    ],
    [
      'a bound on texts',
      dataset,
      "pattern: 'C[0-9]{6}'",
      'min: a',
      '6:37: min is for numbers, dates and timestamps (customer_id is of type string)',
    ],
    [
      'a bound between whole numbers',
      dataset,
      'min: 0, max: 120',
      'min: 0.5',
      '8:33: min: expected a whole number, found 0.5 (tenure is of type integer)',
    ],
    [
      'a bound beyond exact numbers',
      dataset,
      'min: 0, max: 120',
      'max: 1e20',
      '8:33: max: expected a whole number, found 100000000000000000000 (tenure is of type integer)',
    ],
    [
      'a day that no calendar has',
      dataset,
      'max: today',
      'max: 2026-02-30',
      '7:33: max: expected a date such as 2026-03-01, or today, found "2026-02-30" (signed_up is of type date)',
    ],
    [
      'now for a day',
      dataset,
      'max: today',
      'max: now',
      '7:33: max: expected a date such as 2026-03-01, or today, found "now" (signed_up is of type date)',
    ],
    [
      'today for an instant',
      dataset,
      'type: date, max: today',
      'type: timestamp, max: today',
      '7:38: max: expected a timestamp such as 2026-03-01T12:00:00Z, or now, found "today" (signed_up is of type timestamp)',
    ],
    [
      'an hour that no day has',
      dataset,
      'type: date, max: today',
      'type: timestamp, max: 2026-03-01T25:00:00Z',
      '7:38: max: expected a timestamp such as 2026-03-01T12:00:00Z, or now, found "2026-03-01T25:00:00Z" (signed_up is of type timestamp)',
    ],
    [
      'a maximum below the minimum',
      dataset,
      'min: 0, max: 120',
      'min: 121, max: 120',
      '8:43: max is below min',
    ],
    [
      'a pattern for numbers',
      dataset,
      'min: 0, max: 120',
      "pattern: '1'",
      '8:37: pattern is for strings (tenure is of type integer)',
    ],
    [
      'a length for numbers',
      dataset,
      'min: 0, max: 120',
      'length: { min: 1 }',
      '8:36: length is for strings (tenure is of type integer)',
    ],
    [
      'a format for numbers',
      dataset,
      'min: 0, max: 120',
      'format: email',
      '8:36: format is for strings (tenure is of type integer)',
    ],
    [
      'a mean of texts',
      dataset,
      'one-of: [month-to-month, one-year, two-year]',
      'mean: { min: 1 }',
      '9:35: mean is for numbers (contract is of type string)',
    ],
    [
      'limits without any',
      dataset,
      'min: 0, max: 120',
      'quantiles: { 95%: {} }',
      '8:46: quantiles.95% takes min, max or both',
    ],
    [
      'limits the wrong way round',
      dataset,
      'min: 0, max: 120',
      'distinct: { min: 3, max: 2 }',
      '8:38: distinct: max is below min',
    ],
    [
      'a quantile that is no percentage',
      dataset,
      'min: 0, max: 120',
      'quantiles: { "0.95": { max: 1 } }',
      '8:41: columns.tenure.quantiles."0.95": expected a percentage such as 95%',
    ],
    [
      'a refused value of another type',
      dataset,
      'min: 0, max: 120',
      'not-one-of: [x]',
      '8:41: expected a whole number, found "x" (tenure is of type integer)',
    ],
    [
      'a check of a column that asks nothing',
      dataset,
      'min: 0, max: 120',
      'min: 0, checks: [{ max: 9 }, { level: warn, where: churned, unique: false }]',
      '8:57: a check of tenure takes at least one rule (such as max: 100)',
    ],
    [
      'a check of a column for another type',
      dataset,
      'min: 0, max: 120',
      "checks: [{ pattern: '[A-Z]+', level: info }]",
      '8:48: pattern is for strings (tenure is of type integer)',
    ],
    [
      'a check of a column with a limit of another type',
      dataset,
      'max: today',
      'checks: [{ min: 0 }]',
      '7:44: min: expected a date such as 2026-03-01, or today, found 0 (signed_up is of type date)',
    ],
    [
      'a check of a column that no value can meet',
      dataset,
      'min: 0, max: 120',
      'checks: [{ max: 9 }, { min: 5, max: 4 }]',
      '8:64: max is below min',
    ],
    [
      'a share of a check of a column on no single value',
      dataset,
      'min: 0, max: 120',
      'checks: [{ mean: { max: 9 }, share: { min: 99% } }]',
      '8:64: share goes with rules on single values',
    ],
    [
      'a check of a column that refers to nothing',
      dataset,
      'min: 0, max: 120',
      'checks: [{ references: { dataset: clients, column: tenure } }]',
      '8:62: there is no dataset "clients" (there is customers)',
    ],
    [
      'a check of a column that is named as another column',
      dataset,
      'min: 0, max: 120 }',
      'checks: [{ max: 9 }] }\n  tenure.checks.0: { type: integer }',
      '8:37: the column "tenure.checks.0" has the same name in reports (rename it)',
    ],
    [
      'a check of two kinds',
      dataset,
      'rows: { min: 1000 }',
      'rows: { min: 1000 }\n    row: tenure > 1',
      '13:5: a check takes exactly one of rows, row, columns, fresh, sql, same, score, anomaly',
    ],
    [
      'a check of none',
      dataset,
      'rows: { min: 1000 }',
      'level: warn',
      '13:5: a check takes exactly one of rows, row, columns, fresh, sql, same, score, anomaly',
    ],
    [
      'a share of a check on the number of rows',
      dataset,
      'rows: { min: 1000 }',
      'rows: { min: 1000 }\n    share: { min: 99% }',
      '14:12: share goes with row',
    ],
    [
      'an allowed value of another type',
      dataset,
      'min: 0, max: 120',
      'one-of: [1, 2.5]',
      '8:40: expected a whole number, found 2.5 (tenure is of type integer)',
    ],
    [
      'an allowed day that is none',
      dataset,
      'max: today',
      'one-of: [2026-03-01, soon]',
      '7:49: expected a date such as 2026-03-01, found "soon" (signed_up is of type date)',
    ],
    [
      'a check of rows without a limit',
      dataset,
      '{ min: 1000 }',
      '{}',
      '13:11: rows takes min, max or max-change',
    ],
    [
      'a check of rows that none can meet',
      dataset,
      '{ min: 1000 }',
      '{ min: 10, max: 9 }',
      '13:27: max is below min',
    ],
  ])
})

describe('models that do not fit their data are errors:', () => {
  refuses([
    [
      'an unknown dataset',
      model,
      'dataset: customers',
      'dataset: customer',
      '5:12: there is no dataset "customer" (did you mean customers?)',
    ],
    [
      'an unknown feature',
      model,
      '[tenure,',
      '[tenur,',
      '7:14: there is no column of customers named "tenur" (did you mean tenure?)',
    ],
    ['a feature listed twice', model, '[tenure,', '[contract,', '7:24: contract is listed twice'],
    [
      'the target as a feature',
      model,
      '[tenure,',
      '[churned,',
      '7:14: churned is the target and cannot be a feature (a model that sees the answer learns nothing)',
    ],
    [
      'an unknown target',
      model,
      'column: churned',
      'column: churn',
      '6:21: there is no column of customers named "churn" (did you mean churned?)',
    ],
    [
      'an unknown column to split by',
      model,
      'by: customer_id',
      'by: id',
      '8:16: there is no column of customers named "id" (there is customer_id, signed_up, tenure, contract, monthly_charges, churned)',
    ],
    [
      'a split by the target',
      model,
      'by: customer_id',
      'by: churned',
      '8:16: churned is the target; a split by it would hold out one class (split by what names a row or its owner)',
    ],
    [
      'a split both by hash and in time',
      model,
      'by: customer_id, holdout: 20%',
      'by: customer_id, time: signed_up, from: 2026-01-01',
      '8:16: data.split.by: a split by time has no by',
    ],
    [
      'a split in time that does not say when',
      model,
      'by: customer_id, holdout: 20%',
      'time: signed_up',
      '8:10: data.split.from is missing (With `time`: rows from then on are held out; training sees earlier ones only. UTC where no zone is given)',
    ],
    [
      'a split that says neither',
      model,
      'by: customer_id, holdout: 20%',
      'holdout: 20%',
      '8:10: data.split.by is missing (The column that decides the side: rows of one value stay together for ever)',
    ],
    [
      'a begin for a split by hash',
      model,
      'by: customer_id, holdout: 20%',
      'by: customer_id, holdout: 20%, from: 2026-01-01',
      '8:49: data.split.from: from is for a split by time, which names its column as time',
    ],
    [
      'a day that the calendar lacks',
      model,
      'by: customer_id, holdout: 20%',
      'time: signed_up, from: 2026-02-30',
      '8:35: data.split.from: expected a date such as 2026-03-01, a timestamp such as 2026-03-01T12:00:00Z, or a number',
    ],
    [
      'an instant in a zone that the world lacks',
      model,
      'by: customer_id, holdout: 20%',
      'time: signed_up, from: 2026-02-03T10:00:00+99:00',
      '8:35: data.split.from: expected a date such as 2026-03-01, a timestamp such as 2026-03-01T12:00:00Z, or a number',
    ],
    [
      'a split in time by an unknown column',
      model,
      'by: customer_id, holdout: 20%',
      'time: signed_u, from: 2026-02-03',
      '8:18: there is no column of customers named "signed_u" (did you mean signed_up?)',
    ],
    [
      'a split in time by a column of text',
      model,
      'by: customer_id, holdout: 20%',
      'time: contract, from: 2026-02-03',
      '8:18: rows cannot be split in time by a column of type string (its type has to be date or timestamp or integer or number)',
    ],
    [
      'an hour where the column has days',
      model,
      'by: customer_id, holdout: 20%',
      'time: signed_up, from: 2026-02-03, until: 2026-02-04T12:00Z',
      '8:54: expected a date such as 2026-03-01, found "2026-02-04T12:00:00.000Z" (signed_up is of type date)',
    ],
    [
      'an end that is not after the begin',
      model,
      'by: customer_id, holdout: 20%',
      'time: signed_up, from: 2026-02-03, until: 2026-02-03',
      '8:54: until is not after from, so no row is held out',
    ],
    [
      'a gap in time between numbers',
      model,
      'by: customer_id, holdout: 20%',
      'time: tenure, from: 24, gap: 7d',
      '8:41: a gap is a duration, and tenure holds numbers (leave gap out)',
    ],
    [
      'a positive value of another type',
      model,
      'positive: true',
      'positive: yes',
      '6:40: expected true or false, found "yes" (churned is of type boolean)',
    ],
    [
      'a positive value that the dataset does not allow',
      model,
      'target: { column: churned, positive: true }\n  features: [tenure, contract,',
      'target: { column: contract, positive: monthly }\n  features: [tenure,',
      '6:41: "monthly" is none of the values of contract (one-of in customers lists month-to-month, one-year, two-year)',
    ],
    [
      'an unknown column to watch',
      model,
      'gates:',
      'drift: { columns: [tenur] }\ngates:',
      '10:20: there is no column of customers named "tenur" (did you mean tenure?)',
    ],
    [
      'settings of an unknown column',
      model,
      'gates:',
      'drift: { columns: { tenur: { method: psi } } }\ngates:',
      '10:28: there is no column of customers named "tenur" (did you mean tenure?)',
    ],
    [
      'a method for categories on a column of numbers',
      model,
      'gates:',
      'drift: { columns: { tenure: { method: chi-square } } }\ngates:',
      '10:39: chi-square does not compare numbers, and tenure is of type integer (use one of ks, cramer-von-mises, anderson-darling, mann-whitney, welch-t, wasserstein, energy, mean, spread, psi, jensen-shannon, hellinger, total-variation, l-infinity, null-share)',
    ],
    [
      'a column of predictions that is not there',
      model,
      'gates:',
      'drift: { prediction: scores }\ngates:',
      '10:22: there is no column of customers named "scores" (there is customer_id, signed_up, tenure, contract, monthly_charges, churned)',
    ],
    [
      'a retraining that could never start',
      model,
      'gates:',
      'retrain: { when: { drift: { columns: 4 } } }\ngates:',
      '10:38: 4 columns have to drift and 3 are watched (it would never start; lower it)',
    ],
  ])
})

describe('gates that would judge nothing, or the wrong way, are errors:', () => {
  refuses([
    [
      'a drop of more than there is',
      model,
      '{ min: 0.8, max-drop: 0.01 }',
      '{ max-drop: 5 }',
      '11:12: this gate can never fail: roc_auc is between 0 and 1, so it cannot lose more (set a limit that can be missed (5% is a percentage, 0.05 a number), or level: info to show the figure only)',
    ],
    [
      'a drop of all there is, as a percentage',
      model,
      '{ min: 0.8, max-drop: 0.01 }',
      '{ max-drop: 500% }',
      '11:12: this gate can never fail: roc_auc is never below 0, so it cannot fall by more (set a limit that can be missed (5% is a percentage, 0.05 a number), or level: info to show the figure only)',
    ],
    [
      'the same beside a limit that can be missed',
      model,
      '{ min: 0.8, max-drop: 0.01 }',
      '{ min: 0.8, max-drop: 5 }',
      '11:12: this gate can never fail: roc_auc is between 0 and 1, so it cannot lose more (set a limit that can be missed (5% is a percentage, 0.05 a number), or level: info to show the figure only)',
    ],
    [
      'a floor far below which nothing is',
      model,
      '{ min: 0.8, max-drop: 0.01 }',
      '[{ min: 0.8 }, { min: -0.8 }]',
      '11:27: this gate can never fail: roc_auc is between 0 and 1 whatever the model says (set a limit that can be missed (5% is a percentage, 0.05 a number), or level: info to show the figure only)',
    ],
    [
      'a range that holds everything',
      model,
      '{ max-rise: 2% }',
      '{ min: -1 }',
      '12:13: this gate can never fail: log_loss is at least 0 whatever the model says (set a limit that can be missed (5% is a percentage, 0.05 a number), or level: info to show the figure only)',
    ],
    [
      'an unknown metric',
      model,
      'log_loss',
      'logloss',
      '12:3: there is no metric "logloss" (did you mean log_loss?)',
    ],
    [
      'a metric named like a part of JavaScript objects',
      model,
      'log_loss',
      'constructor',
      '12:3: there is no metric "constructor" (there is accuracy, balanced_accuracy, precision, recall, specificity, f1, precision_weighted, recall_weighted, f1_weighted, fbeta_0.5, fbeta_2, matthews_corrcoef, cohen_kappa, roc_auc, average_precision, ks, log_loss, brier, ece, prediction.positive_rate, and 24 more)',
    ],
    [
      'a time as the limit of what is none',
      model,
      '{ max-rise: 2% }',
      '{ max: 20ms }',
      '12:20: "20ms" is a time, and log_loss is none (give a number)',
    ],
    [
      'a latency of a model that a program runs',
      model,
      'gates:',
      'predict: { run: python predict.py, artifact: model.joblib }\ngates:\n  latency.p95: { max: 20ms }',
      '12:3: latency.p95 needs a model in ONNX, and this one is run by predict (take it out, or measure the program where it serves)',
    ],
    [
      'what a file of predictions cannot answer',
      model,
      'gates:',
      'predict: { file: predictions.csv }\nevaluate: { robustness: {} }\ngates:\n  artifact.megabytes: { max: 20 }',
      '11:13: evaluate.robustness needs a model that can be asked, and predict names a file of predictions (take it out)',
      '13:3: artifact.megabytes needs a model that can be asked, and predict names a file of predictions (take it out)',
    ],
    [
      'a feature that may tell the target and is none',
      model,
      'split: {',
      'leakage: {known: [tenur]}\n  split: {',
      '8:21: there is no feature "tenur" (did you mean tenure?)',
    ],
    [
      'a limit on time without a time',
      model,
      'split: {',
      'leakage: {time: 0%}\n  split: {',
      '8:19: time is held against data.time, which is missing (name the column that says when a row came about as time, under data)',
    ],
    [
      'a weight that is no number',
      model,
      'split: {',
      'weight: contract\n  split: {',
      '8:11: a column of type string cannot be the weight of a row (its type has to be integer or number)',
    ],
    [
      'a weight to judge by that is no column',
      model,
      'gates:',
      'evaluate: { weight: tenur }\ngates:',
      '10:21: there is no column of customers named "tenur" (did you mean tenure?)',
    ],
    [
      'a weight to judge by that is the target',
      model,
      'gates:',
      'evaluate: { weight: churned }\ngates:',
      '10:21: churned is the target and cannot be the weight of a row',
    ],
    [
      'a weight to judge by that is a feature',
      model,
      'gates:',
      'evaluate: { weight: tenure }\ngates:',
      '10:21: tenure is a feature and cannot be the weight of a row (take it out of data.features, or weight rows by another column)',
    ],
    [
      'a weight to judge by that is no number',
      model,
      'gates:',
      'evaluate: { weight: customer_id }\ngates:',
      '10:21: a column of type string cannot be the weight of a row (its type has to be integer or number)',
    ],
    [
      'a group that is the target',
      model,
      'split: {',
      'group: churned\n  split: {',
      '8:10: churned is the target and cannot be the group of a row',
    ],
    [
      'a time that is no column',
      model,
      'split: {',
      'time: signed_u\n  split: {',
      '8:9: there is no column of customers named "signed_u" (did you mean signed_up?)',
    ],
    [
      'a drop where lower is better',
      model,
      '{ max-rise: 2% }',
      '{ max-drop: 2% }',
      '12:15: max-drop is for figures where higher is better, and lower is better for log_loss (use max-rise)',
    ],
    [
      'a rise where higher is better, beside another limit',
      model,
      '{ min: 0.8, max-drop: 0.01 }',
      '{ min: 0.8, max-rise: 0.01 }',
      '11:24: max-rise is for figures where lower is better, and higher is better for roc_auc (use max-drop)',
    ],
    [
      'a gain where lower is better',
      model,
      '{ max-rise: 2% }',
      '[{ max: 1 }, { min-gain: 2% }]',
      '12:28: min-gain is for figures where higher is better, and lower is better for log_loss (use min-fall)',
    ],
    [
      'a rule without a limit',
      model,
      '{ max-rise: 2% }',
      '{ min-rows: 10 }',
      '12:13: log_loss has no limit (give one of min, max, equal, between, max-rise, min-fall)',
    ],
    [
      'a rule without a limit in a list',
      model,
      '{ max-rise: 2% }',
      '[{ max-rise: 2% }, { level: warn }]',
      '12:32: log_loss has no limit (give one of min, max, equal, between, max-rise, min-fall)',
    ],
    [
      'a maximum below the minimum',
      model,
      '{ max-rise: 2% }',
      '{ min: 0.5, max: 0.4 }',
      '12:30: max is below min',
    ],
    [
      'a comparison with what is no version',
      model,
      '\ngates:',
      '\ncompare: { with: the-best }\ngates:',
      '10:18: compare.with: expected production, last-version, best-run, baseline, or a version such as 1.2.0',
    ],
    [
      'two ends in the wrong order',
      model,
      '{ max-rise: 2% }',
      '{ between: [0.5, 0.4] }',
      '12:24: 0.4 is below 0.5 (write between: [0.4, 0.5])',
    ],
    [
      'no gate',
      model,
      '\n  roc_auc: { min: 0.8, max-drop: 0.01 }\n  log_loss: { max-rise: 2% }',
      ' {}',
      '10:8: gates is empty (a model without a gate would always pass)',
    ],
    [
      'an empty list of rules',
      model,
      '{ max-rise: 2% }',
      '[]',
      '12:13: gates.log_loss: expected at least one entry',
    ],
  ])

  it('but the very end of what a figure can be only asks that there is one', async () => {
    const gates = '{ min: 0, max-drop: 100% }'
    await expect(refusal(changed(model, '{ min: 0.8, max-drop: 0.01 }', gates))).rejects.toThrow(
      'it was loaded',
    )
  })
})

describe('the gate parity needs to know how the framework predicts:', () => {
  const gates = 'gates:'
  const program = 'parity: { run: python predict.py, artifact: model.joblib }'

  it('then it is a gate like others', async () => {
    const files = changed(model, gates, `${program}\n${gates}\n  parity: { max: 1e-5 }`)
    await expect(refusal(files)).rejects.toThrow('it was loaded')
  })
  refuses([
    [
      'a gate without a program',
      model,
      gates,
      `${gates}\n  parity: { max: 1e-5 }`,
      '11:3: there is nothing that parity is about (say how the framework predicts, beside gates: parity: {run: python predict.py, artifact: model.joblib})',
    ],
    [
      'a least distance, which every export keeps',
      model,
      gates,
      `${program}\n${gates}\n  parity: { min: 0 }`,
      '12:13: min says nothing of parity, which is how far two models are apart (use max)',
    ],
    [
      'a comparison with production',
      model,
      gates,
      `${program}\n${gates}\n  parity: { max-rise: 1% }`,
      '12:13: max-rise compares two models, and neither higher nor lower is better for parity (use min, max, equal, between)',
      '12:13: max-rise says nothing of parity, which is how far two models are apart (use max)',
    ],
    [
      'a program beside one that predicts instead of an export',
      model,
      gates,
      `${program}\npredict: { run: python predict.py, artifact: model.joblib }\n${gates}`,
      '10:1: parity holds an ONNX export against its framework, and this model is run by predict (take one of them out)',
    ],
    [
      'the export as the model it was made from',
      model,
      gates,
      `${program.replace('model.joblib', 'model.onnx')}\n${gates}`,
      '10:45: parity.artifact: model.onnx needs no predict: Pawl runs it itself',
    ],
    [
      'a file of another folder',
      model,
      gates,
      `${program.replace('model.joblib', '../model.joblib')}\n${gates}`,
      '10:45: parity.artifact: expected a file name of lower-case letters, digits, dot, _ and -',
    ],
  ])
})

describe('the best run is told by a gate that compares a metric of all rows:', () => {
  const gates = 'gates:'
  const compare = 'compare: { with: best-run }'
  const first = '\n  roc_auc: { min: 0.8, max-drop: 0.01 }\n  log_loss: { max-rise: 2% }'
  const said =
    '10:18: best-run is told by the first gate that compares a metric of all rows, and there is none (add one such as roc_auc: {max-drop: 0.01})'

  it.each(['default', 'strict'])('the preset %s has one', async (preset) => {
    const files = changed(model, gates + first, `${compare}\n${gates} ${preset}`)
    await expect(refusal(files)).rejects.toThrow('it was loaded')
  })
  refuses([
    ['no gate compares', model, gates + first, `${compare}\n${gates}\n  roc_auc: { min: 0.8 }`, said],
    [
      'a gate compares slices only',
      model,
      gates + first,
      `${compare}\nevaluate: { slices: [contract] }\n${gates}\n  slices.roc_auc: { max-drop: 1% }`,
      said,
    ],
    [
      'a gate compares times only',
      model,
      gates + first,
      `${compare}\n${gates}\n  latency.p95: { max-rise: 10% }`,
      said,
    ],
  ])
})

describe('gates of a stage stand on those of all stages:', () => {
  const all = 'gates:\n  roc_auc: { min: 0.8, max-drop: 0.01 }\n  log_loss: { max-rise: 2% }'
  const with_ = (stages: string) => changed(model, all, `${all}\nstages: ${stages}`)

  it.each([
    '{ staging: { gates: { roc_auc: { min: 0.6 } } } }',
    '{ staging: { gates: { log_loss: none } }, production: { gates: { recall: { min: 0.5 } } } }',
    '{ staging: { gates: lenient } }',
  ])('%s is fine', async (stages) => {
    await expect(refusal(with_(stages))).rejects.toThrow('it was loaded')
  })

  it.each([
    [
      'a stage that pawl.yaml does not have',
      '{ stagign: { gates: { roc_auc: { min: 0.6 } } } }',
      '13:11: there is no stage "stagign" (did you mean staging?)',
    ],
    [
      'archived, which is no stage to promote to',
      '{ archived: { gates: { roc_auc: { min: 0.6 } } } }',
      '13:11: there is no stage "archived" (there is staging, production)',
    ],
    [
      'a metric that is unknown',
      '{ staging: { gates: { roc: { min: 0.6 } } } }',
      '13:31: there is no metric "roc" (there is accuracy',
    ],
    [
      'a rule of the wrong direction',
      '{ staging: { gates: { log_loss: { max-drop: 0.1 } } } }',
      '13:43: max-drop is for figures where higher is better, and lower is better for log_loss (use max-rise)',
    ],
    [
      'none for a gate that there is not',
      '{ staging: { gates: { recall: none } } }',
      '13:39: none takes away a gate of all stages, and gates has no recall (leave it out)',
    ],
    [
      'a stage that is left without a gate',
      '{ staging: { gates: { roc_auc: none, log_loss: none } } }',
      '13:29: gates is empty (a model without a gate would always pass)',
    ],
    ['a stage without gates', '{ staging: {} }', '13:20: stages.staging.gates is missing'],
    [
      'approvals, which pawl.yaml has',
      '{ staging: { gates: default, approvals: {} } }',
      '13:38: unknown key "approvals" in stages.staging',
    ],
  ])('%s is an error', async (_what, stages, said) => {
    const [first = ''] = await refusal(with_(stages))
    expect(first).toContain(`${model}:${said}`)
  })
})

describe('protected attributes and slices are columns that can be told apart:', () => {
  const gates = 'gates:\n  roc_auc: { min: 0.8, max-drop: 0.01 }'
  const evaluate = (text: string, gate = '') => `evaluate: { ${text} }\n${gates}${gate}`
  refuses([
    [
      'a protected column that does not exist',
      model,
      gates,
      evaluate('protected: [[contract, tenur]]'),
      '10:36: there is no column of customers named "tenur" (did you mean tenure?)',
    ],
    [
      'the target',
      model,
      gates,
      evaluate('protected: [churned]'),
      '10:25: churned is the target and cannot be a protected attribute',
    ],
    [
      'one that is named twice',
      model,
      gates,
      evaluate('protected: [tenure, { column: tenure, bins: [12] }]'),
      '10:33: tenure is listed twice',
    ],
    [
      'bins of texts',
      model,
      gates,
      evaluate('protected: [{ column: contract, bins: [12] }]'),
      '10:35: contract is of type string, which has no bins (name contract itself)',
    ],
    [
      'bins that fall',
      model,
      gates,
      evaluate('protected: [{ column: tenure, bins: [12, 6] }]'),
      '10:54: 6 is not above 12 (give the edges in rising order)',
    ],
    [
      'a weak segment told by what is no feature',
      model,
      gates,
      evaluate('weak-segments: { columns: [tenur] }'),
      '10:40: there is no feature "tenur" (did you mean tenure?)',
    ],
    [
      'a gate between groups where no attribute is named',
      model,
      gates,
      `${gates}\n  fairness.equalized_odds_ratio: { min: 0.8 }`,
      '12:3: there is nothing that fairness.equalized_odds_ratio is about (name columns as protected, under evaluate)',
    ],
    [
      'a measure that is better when lower and may not drop',
      model,
      gates,
      evaluate('protected: [contract]', '\n  fairness.calibration_difference: { max-drop: 0.1 }'),
      '13:38: max-drop is for figures where higher is better, and lower is better for calibration_difference (use max-rise)',
    ],
  ])

  it('a measure of another task is no figure, and an expression no attribute', async () => {
    const other = evaluate('protected: [contract]', '\n  fairness.mean_error_difference: { max: 0.1 }')
    expect(await refusal(changed(model, gates, other))).toEqual([
      expect.stringContaining('13:3: there is no metric "fairness.mean_error_difference"'),
    ])
    const expression = evaluate('protected: [{ name: new, where: tenure < 6 }]')
    expect(await refusal(changed(model, gates, expression))).toContainEqual(
      expect.stringContaining('10:38: unknown key "where" in evaluate.protected[0]'),
    )
  })
})

describe('a dataset that is held out whole', () => {
  const split = (yaml: string) => ({
    ...changed(model, 'split: { by: customer_id, holdout: 20% }', 'split: { dataset: later }'),
    'data/later/dataset.yaml': yaml,
  })
  const like = (churn[dataset] ?? '').replace('dataset: customers', 'dataset: later')

  it('has the columns that the model needs, of the same types', async () => {
    await load(split(like))
    expect(
      await refusal(
        split(like.replace('tenure: { type: integer, min: 0, max: 120 }', 'tenure: { type: string }')),
      ),
    ).toEqual([
      `${model}:8:21: tenure is of type string in later, and of type integer in customers (declare it alike in both)`,
    ])
    expect(await refusal(split(like.replace(/ {2}contract: .*\n/, '')))).toEqual([
      `${model}:8:21: later has no column contract, which customers has (declare it alike in both)`,
    ])
  })
})
