import type { Texts } from '../../promotion/texts.ts'
import * as answers from './answers.ts'
import { promotionBody, promotionTitle, rollbackBody, rollbackTitle } from './promotion.ts'

/** The port of promotion/, as markdown for GitHub. */
export const texts: Texts = { promotionTitle, promotionBody, rollbackTitle, rollbackBody, ...answers }
