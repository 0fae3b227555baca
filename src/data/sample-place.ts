import { identifier } from './database.ts'
import { fileColumn, rowColumn } from './open.ts'

/**
 * SQL: a number from 0 to 1 for each row, the same every time, by which even samples are taken. Multiples of 2^32 over the
 * golden ratio lie evenly, whatever order the rows have; the file counts too, since rows are numbered anew in each.
 */
export const samplePlace = `(((${identifier(rowColumn)} + ${identifier(fileColumn)} * 7919) * 2654435761) % 4294967296) / 4294967296.0`
