import { rm } from 'node:fs/promises';
import { requireUnused } from '../cloud/data-folder.ts';
import { dataFolder } from '../paths.ts';

/** Forgets all local data, unless something is still working with it. */
try {
  await requireUnused(dataFolder);
  await rm(dataFolder, { recursive: true, force: true });
  console.log('Local data is forgotten. The next "npm start" begins afresh.');
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
