/** GitHub's own parser of workflow and action files, and its own evaluator of expressions. */
import './json-modules.ts'

// Imported when the line above has run, which static imports would not wait for.
export const { parseWorkflow, convertWorkflowTemplate, NoOperationTraceWriter } = await import(
  '@actions/workflow-parser'
)
export const {
  isBasicExpression,
  isBoolean,
  isLiteral,
  isMapping,
  isNumber,
  isScalar,
  isSequence,
  isString,
} = await import('@actions/workflow-parser')
export const { parseAction } = await import('@actions/workflow-parser/actions/action-parser')
export const { convertToIfCondition } = await import('@actions/workflow-parser/model/converter/if-condition')
export const { data, Evaluator, Lexer, Parser } = await import('@actions/expressions')
export const { truthy } = await import('@actions/expressions/result')

export type { data as Data } from '@actions/expressions'
export type { FunctionDefinition } from '@actions/expressions/funcs/info'
export type { EventsConfig } from '@actions/workflow-parser/model/workflow-template'
export type { TemplateContext } from '@actions/workflow-parser/templates/template-context'
export type { MappingToken, TemplateToken } from '@actions/workflow-parser/templates/tokens/index'
