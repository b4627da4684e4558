import { spawnSync } from 'node:child_process';

/** The Python that has docxtpl: Debian's own first, since python3-docxtpl belongs to it. `undefined` without one. */
export const findDocxtpl = (): string | undefined =>
  ['/usr/bin/python3', 'python3'].find((python) => spawnSync(python, ['-c', 'import docxtpl']).status === 0);
