import { z } from 'zod'

/** What a model predicts. */
export const Task = z.enum(['binary-classification', 'multiclass-classification', 'regression'])
export type Task = z.infer<typeof Task>
