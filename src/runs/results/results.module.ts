/** Checking what workers hand in against what their runs ask for; its threads are shared by all who complete runs. */
import { Module } from '@nestjs/common';
import { ResultChecker } from './result-checker.js';

@Module({ providers: [ResultChecker], exports: [ResultChecker] })
export class ResultsModule {}
