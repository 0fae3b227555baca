/** The thread that examines columns of numbers while the database reads the next ones. */
import { answerTasks } from '../../project/thread.ts'
import { examineNumbers } from '../examine-numbers.ts'

answerTasks(examineNumbers)
