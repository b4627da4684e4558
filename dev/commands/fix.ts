import { runCommand, runTool } from '../run-tool.ts';

/** Mends what a machine can mend: format, order of imports, the OpenAPI document. */
process.exit(Math.max(runTool('biome', ['check', '--write', '.']), runCommand('openapi')));
