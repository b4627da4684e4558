import * as leftovers from '../data/leftovers.ts';
import { type Leftover, leftoverOf } from '../domain/leftover.ts';
import { beginPictureInspection, type PictureUpload, type PictureVerdict } from '../domain/picture-upload.ts';
import { RetryLater } from '../domain/retry-later.ts';

/** A kind of thing that waits for an uploaded picture. */
interface Waiting<Thing, File> {
  accountId: string;
  /** Of the upload. */
  id: string;
  /** Where inspections of this upload, and nothing else, store files. */
  folder: string;
  /** Undefined when it is gone, or waits for another upload. */
  find: () => Promise<Thing | undefined>;
  /** Undefined when there is a verdict already. */
  conclude: (open: Thing, found: PictureVerdict<File>, at: Date) => Thing | undefined;
  /** With a note of what is left behind. False when somebody changed it in between. */
  replace: (previous: Thing, next: Thing, left?: Leftover) => Promise<boolean>;
  /** Whether it shows the files of this upload. */
  shows: (thing: Thing) => boolean;
}

/** Something that waits for an uploaded picture, whatever it is. */
export interface AwaitedPicture<File> {
  /** Takes the upload on; false when nobody waits for it any more. Throws {@link RetryLater} when it is in other hands. */
  begin: (now: () => Date) => Promise<boolean>;
  /** Writes the verdict; quiet when there is one already, or when nobody waits for it any more. */
  conclude: (found: PictureVerdict<File>, now: () => Date) => Promise<void>;
}

/** Attempts to write a verdict against other inspections of the same upload. */
const attempts = 5;

/**
 * Begins and concludes inspections of one upload. Files that nobody will ever see, because the picture was rejected or
 * is not wanted any more, are noted as left behind: an inspection that died may have stored them.
 */
export function awaitedPicture<Thing extends PictureUpload, File>(
  waiting: Waiting<Thing, File>,
): AwaitedPicture<File> {
  const { accountId, id, folder, find, conclude, replace, shows } = waiting;
  const leftAt = (at: Date): Leftover =>
    leftoverOf({ accountId, revision: at.getTime() }, id, { folder }, at);
  const drop = async (thing: Thing | undefined, at: Date): Promise<void> => {
    if (!thing || !shows(thing)) await leftovers.insert(leftAt(at));
  };
  return {
    async begin(now) {
      const thing = await find();
      const begun = thing && beginPictureInspection(thing, now());
      if (!thing || !begun) {
        await drop(thing, now());
        return false;
      }
      if (!(await replace(thing, begun))) throw new RetryLater(`${id} is in other hands`);
      return true;
    },
    async conclude(found, now) {
      for (let attempt = 0; attempt < attempts; attempt++) {
        const open = await find();
        const concluded = open && conclude(open, found, now());
        if (!open || !concluded) return drop(open, now());
        if (await replace(open, concluded, 'file' in found ? undefined : leftAt(now()))) return;
      }
      throw new Error(`the verdict on ${id} lost ${attempts} times`);
    },
  };
}
