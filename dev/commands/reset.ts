import { rm } from 'node:fs/promises';
import { dataFolder } from '../paths.ts';

await rm(dataFolder, { recursive: true, force: true });
console.log('Local data is forgotten. The next "npm start" begins afresh.');
