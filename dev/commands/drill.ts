import { runNamed } from '../run-named.ts';

/** Runs one drill, `dev/drills/NAME.ts`: what an operator or a build machine does, tried here. JSON lines. */
runNamed('drill', 'dev/drills', 'a drill');
