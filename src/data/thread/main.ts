/** The thread that counts columns of numbers while the database reads the next rows. */
import { answerTasks } from '../../project/thread.ts'
import { countColumns } from '../number-counter.ts'

answerTasks(countColumns)
